"""What the core needs from outside, as Protocols, and the values that cross those seams: a page a port.

Nothing in here does I/O. Storage implements `tickets`, a channel folder implements `channel`, `bot` wires them.
`tests/contracts/` says what each promises, of the real ones and of the fakes alike.
"""
