"""Replies as real mail clients shape them, made from a real letter, each with what it truly says."""
