"""Replies as real mail clients write them, each with what it means."""
