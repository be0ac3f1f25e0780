"""Channels: the providers that carry messages to customers, and what they report back.

One package for each provider. All of them implement the ports of `accord.core.communications`; what they share are
calls of HTTP interfaces (`calls`), signatures (`signatures`) and words that came from outside (`words`).
"""
