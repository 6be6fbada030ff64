"""One case played line by line: what is typed goes in, what is to be shown comes out. No terminal is needed."""

from dataclasses import dataclass, field

from infusion_pathways.meaning.verdicts import Verdict
from infusion_pathways.quiz.answer import AnswerSheet, StudentAnswer
from infusion_pathways.quiz.case import TO_ASK, QuizCase, QuizQuestion
from infusion_pathways.quiz.evidence import Marks
from infusion_pathways.quiz.hints import MOST_HINTS, hint
from infusion_pathways.quiz.names import NotUnderstood, OldVerdict, place_of_word, question_of_word, verdict_of_word
from infusion_pathways.trace.wording import capital

HELP = (
    "Type a verdict, and the facts that decide it: `candidate 2 7`, `condition unmet treatments`, `on hold age_years`.",
    "A fact is a number of the list, or a name, also of one that is not recorded.",
    "`ask NAME`: what is known of a fact. `hint`: a hint, which costs part of the mark for reasons.",
    "`facts`: the list again. `A`, `B`, ...: go to that therapy. `done`: see the answer. `skip`: leave this case. `quit`: leave.",
)


@dataclass
class Session:
    """The state of one case: the therapy in question, the answers so far, what was asked for and hinted at."""

    case: QuizCase
    ask_first: bool = False
    answers: dict[str, StudentAnswer] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    hints: dict[str, int] = field(default_factory=dict)
    at: int = 0
    done: bool = False
    skipped: bool = False
    left: bool = False
    show_facts: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more is expected for this case."""
        return self.done or self.skipped or self.left

    @property
    def question(self) -> QuizQuestion | None:
        """The therapy in question, or none when all are answered."""
        return self.case.questions[self.at] if self.at < len(self.case.questions) else None

    @property
    def prompt(self) -> str:
        """What to ask for next."""
        question = self.question
        if question is None:
            return "All are answered. `done` shows the answer; a letter goes back to that therapy: "
        return f"{question.letter} {question.label}{_of(self.case, question)}, your verdict and the facts that decide it: "

    def sheet(self) -> AnswerSheet:
        """The answers so far, with the hints that were taken for each."""
        taken = {name: answer._replace(hints=self.hints.get(name, 0)) for name, answer in self.answers.items()}
        return AnswerSheet(taken, tuple(self.asked))

    def hidden(self) -> frozenset[str]:
        """The marks of the facts that are kept back until they are asked for."""
        if not self.ask_first:
            return frozenset()
        return frozenset(item.place for item in self.case.items if item.to_ask and item.place not in self.asked)

    def take(self, line: str) -> str:
        """Take one typed line; the answer to it, in one or more lines of text, or nothing."""
        words = line.split()
        if not words:
            return ""
        try:
            return self._command(words)
        except NotUnderstood as error:
            said = capital(str(error))
            return f"{said}{'' if said.endswith('?') else '.'} (`help` says what can be typed.)"

    def _command(self, words: list[str]) -> str:
        head, rest = words[0].lower(), words[1:]
        match head:
            case "help" | "?":
                return "\n".join(HELP)
            case "quit" | "exit":
                self.left = True
            case "skip":
                self.skipped = True
            case "facts":
                self.show_facts = True
            case "ask":
                return self._ask("_".join(rest))
            case "hint":
                return self._hint(question_of_word(self.case, " ".join(rest)) if rest else self.question)
            case "done":
                return self._finish()
            case _:
                return self._answer(words)
        return ""

    def _finish(self) -> str:
        open_ = [question.name for question in self.case.questions if question.name not in self.answers]
        if open_:
            return f"Still without a verdict: {', '.join(open_)}. `skip` leaves the case."
        self.done = True
        return ""

    def _ask(self, name: str) -> str:
        if not name:
            raise NotUnderstood("`ask` needs the name of a fact")
        question = self.question or self.case.questions[-1]
        place = place_of_word(self.case, name, question.position)
        self.asked[place] = None
        number = self.case.places.get(place)
        return f"{number}. {self.case.place_words(place)}" if number else f"{self.case.place_words(place)} (mark it as `{name}`)"

    def _hint(self, question: QuizQuestion | None) -> str:
        if question is None:
            raise NotUnderstood("`hint` needs a therapy now, such as `hint A`")
        degree = min(self.hints.get(question.name, 0) + 1, MOST_HINTS)
        self.hints[question.name] = degree
        return hint(self.case, question, degree)

    def _answer(self, words: list[str]) -> str:
        named = self._named(words)
        question, rest = (named, words[1:]) if named is not None else (self.question, words)
        if question is None:
            raise NotUnderstood("all therapies have a verdict; `done` shows the answer, a letter goes back")
        if not rest:
            self.at = self.case.questions.index(question)
            return ""
        verdict, marks = self._read(rest, question)
        unasked = [place for place in self._in_order(marks) if self.ask_first and self._to_ask(place)]
        if unasked:
            raise NotUnderstood("what is kept back has to be asked for before it can decide")
        self.answers[question.name] = StudentAnswer(verdict, marks)
        self.at = self._next()
        told = "; ".join(self.case.place_words(place) for place in self._in_order(marks)) or "no fact marked"
        return f"{question.label}: {Verdict(verdict).label}. Because of: {told}."

    def _named(self, words: list[str]) -> QuizQuestion | None:
        """The therapy that a line begins with, if it does."""
        try:
            return question_of_word(self.case, words[0])
        except NotUnderstood:
            return None

    def _read(self, words: list[str], question: QuizQuestion) -> tuple[str, Marks]:
        """A verdict of one or more words, then marks."""
        problem: NotUnderstood | None = None
        for length in (3, 2, 1):
            if len(words) < length:
                continue
            try:
                verdict = verdict_of_word(" ".join(words[:length]))
            except OldVerdict:
                raise
            except NotUnderstood as error:
                problem = error
                continue
            rest = [w for word in words[length:] for w in word.split(",") if w and w.lower() not in ("because", "of", "and")]
            return verdict, frozenset(place_of_word(self.case, word, question.position) for word in rest)
        raise problem or NotUnderstood("a verdict is expected")

    def _next(self) -> int:
        """The next therapy without a verdict, or none."""
        names = [question.name for question in self.case.questions]
        order = [*range(self.at + 1, len(names)), *range(self.at + 1)]
        return next((i for i in order if names[i] not in self.answers), len(names))

    def _to_ask(self, place: str) -> bool:
        return place.startswith(TO_ASK) and place not in self.asked

    def _in_order(self, marks: Marks) -> list[str]:
        return sorted(marks, key=lambda place: (self.case.places.get(place, len(self.case.items) + 1), place))


def _of(case: QuizCase, question: QuizQuestion) -> str:
    several = len({q.position for q in case.questions}) > 1
    return f" for {case.pack.vocabulary.diseases[question.disease].label}" if several else ""
