"""The drawings that a page carries, for a desk and for a phone."""

from infusion_pathways.advice import Advice
from infusion_pathways.document.html import PagePicture
from infusion_pathways.pack import Pack
from infusion_pathways.picture.svg import picture_of

DESK, PHONE = 860, 360
CAPTION = "From conventional therapy to an infusion: the way of this patient."


def pictures(pack: Pack, advice: Advice, number: int = 1, folded: bool = False) -> tuple[PagePicture, ...]:
    """The way of a patient as a drawing, or none where no pathway covers the patient; `number` counts the answers of a page."""
    wide = picture_of(pack, advice, f"picture-{number}", DESK)
    narrow = picture_of(pack, advice, f"picture-{number}-narrow", PHONE)
    return (PagePicture(wide, CAPTION, narrow, folded),) if wide else ()
