"""Inside the sandbox: what runs beside the student's code. Nothing here is trusted.

Imports only the wire, numpy, torch and the like. Nobody imports it but the in-process loopback.
"""
