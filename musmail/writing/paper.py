"""The signed summary as a paper."""

from musmail.conversation.policy import Policy
from musmail.writing.facts import View
from musmail.writing.texts import Texts


def signed_summary_pdf(view: View, policy: Policy, texts: Texts) -> bytes:
    """Write it."""
    raise NotImplementedError
