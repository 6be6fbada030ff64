"""How the names in pack files are spelled."""

from typing import Annotated

from pydantic import Field

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")]
FlagCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
SourceId = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$")]
PackId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, Field(min_length=1)]
