# A delivery that is genuine, then the same once more, and one that somebody forged.
# SAMPLE

secret, body = b"secret", b'{"type": "EVENT_TYPE_LEAD_CLOSED"}'
now = str(int(time.time()))
signature = hmac.new(secret, now.encode() + b"." + body, hashlib.sha256).hexdigest()
headers = {"Ringback-Signature": f"t={now},v1={signature}", "Ringback-Delivery": "tenants/default/deliveries/1"}
print("accepted", verify(secret, headers, body), verify(secret, headers, body), verify(b"another", headers, body))
