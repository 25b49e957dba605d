"""Shows a coordinator what people looked up by hand about one practitioner, each with its document."""

from collections.abc import Sequence

import streamlit as st

from directory.pages.shared import bullets, moment
from directory.pages.text import link, plain
from directory.profiles import ByHand


def show_ways_on(practitioner_id: str) -> None:
    """Where a coordinator goes on from a profile. What only coordinators use, only they load."""
    from directory.pages.chasing import link_to_chase
    from directory.pages.check_one import link_to_check
    from directory.pages.receipts import link_to_by_hand
    from directory.pages.watching import link_to_watch

    with st.container(horizontal=True, gap="small"):
        link_to_check(practitioner_id, "Compare with what was submitted")
        link_to_chase(practitioner_id, "Ask for what is missing")
        link_to_by_hand("Record a look-up by hand", practitioner_id)
        link_to_watch(practitioner_id, "Watch")


def show_by_hand(receipts: Sequence[ByHand]) -> None:
    """A section of its own; nothing where there is nothing. Whoever calls has only a coordinator's profile to give."""
    if not receipts:
        return
    st.header("Looked up by hand", anchor=False)
    st.markdown(":violet-badge[Coordinator only] Recorded by people; it changes no status above.")
    for receipt in receipts:
        with st.container(border=True):
            st.markdown(f"**{plain(receipt.sentence)}.**")
            where = f", {link(receipt.address)}" if receipt.address else ""
            facts = [
                f"Asked at: {plain(receipt.board)}{where}",
                f"Looked up by {plain(receipt.looked_by)}, recorded on {moment(receipt.recorded_at)}",
                f"Receipt {receipt.receipt}. Document {plain(receipt.document)}: "
                f"[the bytes as they were handed in](/evidence/{receipt.sha256}), SHA-256 {plain(receipt.sha256)}",
            ]
            st.markdown(bullets(facts))
