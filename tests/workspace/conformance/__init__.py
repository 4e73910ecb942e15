"""The official clients drive every endpoint of a served workspace; the documentation says how it went."""
