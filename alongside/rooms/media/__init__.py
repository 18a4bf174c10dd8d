"""The server's side of media: what a browser needs to reach the others. The port and the mesh: rooms/islands/media.

Who may be in which media room is the desired state of `rooms`; the gateway holds to it topic by topic. Here is
only how a browser finds its way: STUN and TURN servers, and what to say where there are none.
"""
