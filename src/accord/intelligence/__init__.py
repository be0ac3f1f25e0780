"""Intelligence: models and rules behind the ports that the core declares.

`local` answers with the cable out; `openai` asks a configured endpoint and falls back to `local`.
"""
