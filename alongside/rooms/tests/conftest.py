from alongside.rooms.tests.scene import post, scene

__all__ = ["post", "scene"]
