# Updates that are refused, one for each reason that the sample tells apart.
import ringback

with ringback.open("sqlite:calls.db") as client:
    saved = client.call("CallerService.CreateCaller", {"caller": {"displayName": "Robert Jones"}})
    for caller in ({**saved, "etag": "old"}, {**saved, "phones": [{"number": "12"}]}):
        # SAMPLE
