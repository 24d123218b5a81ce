"""A draft on the reader's desk: confirmed, changed, thinned out; in the session or on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from dashboard.case import Text
from dashboard.cases.amending import amended, hold_together, parted, without
from dashboard.cases.drafts import confirm_marks
from dashboard.cases.folders import CaseFolder, find_case, read_case, write_case
from dashboard.errors import DashboardError
from dashboard.html.draft_rows import Waiting
from dashboard.ui import data, people_view
from dashboard.ui.article import work
from dashboard.ui.article.work import Work

TROUBLE = "article_fault"  # what went wrong with a change, and with which entry
OPENED = "article_opened"  # entry whose values are being changed
TELLING = "article_telling"  # whether a story is being added
PARTING = "article_parting"  # whether a second group is being made


@dataclass(frozen=True, slots=True)
class Desk:
    """
    A draft that is being confirmed.

    Attributes
    ----------
    content : CaseFolder
        As it is now.
    work : Work or None
        The article that it comes from, while it is not saved.
    path : Path or None
        Folder of a draft that was saved: every step is written at once.
    """

    content: CaseFolder
    work: Work | None = None
    path: Path | None = None

    def confirm(self, entries: Sequence[Waiting]) -> None:
        """Say yes to entries; for callbacks, like all that follows."""
        self._act("", lambda: self._confirm(entries))

    def change(self, one: Waiting, values: Mapping[str, object]) -> None:
        """Put values of an entry right, and say yes to it."""

        def act() -> None:
            case = amended(self._now().case, one.file, one.row, values)
            left = tuple(mark for mark in self._now().marks if mark not in one.marks)
            self._put(replace(self._now(), case=case, marks=left))

        self._act(one.key, act)

    def drop(self, one: Waiting) -> None:
        """Take an entry out, with what refers to it alone."""
        self._act(one.key, lambda: self._put(without(self._now(), one.file, one.row)))

    def part(self, group: str, symbols: Sequence[str], titles: tuple[Text, Text]) -> None:
        """Give some stocks of a group a group of their own."""
        self._act("", lambda: self._put(parted(self._now(), group, symbols, titles)))

    def tell(self, words: str, code: str) -> None:
        """Add a story in the reader's words, in the language they are in."""
        from dashboard.articles.draft.typed_story import with_story  # noqa: PLC0415 - as in `work`

        def act() -> None:
            self._put(with_story(self._now(), words, code))
            st.session_state.pop(TELLING, None)

        self._act("", act)

    def undo(self) -> None:
        """Take the last step back; only while nothing is saved."""
        if self.work is not None and self.work.before:
            self.work.content = self.work.before.pop()

    def _act(self, key: str, act: Callable[[], None]) -> None:
        try:
            people_view.refuse_readers()
            act()
        except DashboardError as error:
            st.session_state[TROUBLE] = (key, error)
            return
        st.session_state.pop(OPENED, None)

    def _now(self) -> CaseFolder:
        """Draft as it is at this moment: somebody else may have gone on with it."""
        return self.content if self.path is None else read_case(self.path)

    def _confirm(self, entries: Sequence[Waiting]) -> None:
        meant = {mark for one in entries for mark in one.marks}
        if self.path is None:
            left = tuple(mark for mark in self.content.marks if mark not in meant)
            self._keep(replace(self.content, marks=left))
            return
        for file in dict.fromkeys(one.file for one in entries):
            now = read_case(self.path)
            there = {mark.row for mark in now.marks if mark.file == file}
            rows = [one.row for one in entries if one.file == file and one.row in there]
            if rows:
                confirm_marks(self.path, now, rows=rows, file=file)
        data.forget_cases()

    def _put(self, content: CaseFolder) -> None:
        hold_together(content)
        if self.path is None:
            self._keep(content)
        else:
            write_case(content, self.path)
            data.forget_cases()

    def _keep(self, content: CaseFolder) -> None:
        if self.work is not None and self.work.content is not None:
            self.work.before.append(self.work.content)
            self.work.content = content


def of_work(found: Work) -> Desk | None:
    """Desk of an article that was read; None where no draft can be made of it."""
    return None if found.content is None else Desk(found.content, found)


def of_saved(slug: str) -> Desk:
    """
    Desk of a draft that was saved.

    Raises
    ------
    DashboardError
        If there is no such case, or it is damaged.
    """
    return Desk(data.folder(slug), None, find_case(slug))


def forget() -> None:
    """Forget what was being changed, and the article in hand."""
    st.session_state.pop(OPENED, None)
    st.session_state.pop(TROUBLE, None)
    st.session_state.pop(PARTING, None)
    st.session_state.pop(TELLING, None)
    work.put_down()
