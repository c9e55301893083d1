"""A gRPC client that knows no .proto: it asks the server by reflection, as grpcurl does. Steered by JSON lines."""
import json
import sys
import threading

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from google.rpc import error_details_pb2, status_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

lock = threading.Lock()


def say(line):
    with lock:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


class Client:
    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.database = ProtoReflectionDescriptorDatabase(self.channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)
        self.streams = {}

    def method(self, service, name):
        method = self.pool.FindServiceByName(service).FindMethodByName(name)
        asked = message_factory.GetMessageClass(method.input_type)
        answer = message_factory.GetMessageClass(method.output_type)
        path = f"/{service}/{name}"
        make = self.channel.unary_stream if method.server_streaming else self.channel.unary_unary
        return asked, make(path, request_serializer=asked.SerializeToString, response_deserializer=answer.FromString)

    def call(self, order):
        asked, call = self.method(order.get("service", "footlights.v1.RoomService"), order["method"])
        metadata = [(name, value) for name, value in order.get("metadata", {}).items()]
        if order.get("token") is not None:
            metadata.append(("authorization", f"Bearer {order['token']}"))
        return call(json_format.ParseDict(order.get("request", {}), asked()), metadata=metadata, timeout=order.get("timeout"))


def told(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=False, always_print_fields_with_no_presence=True)


def refusal(error):
    line = {"status": error.code().name, "message": error.details()}
    for name, value in error.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info, fields = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
                retry = error_details_pb2.RetryInfo()
                if detail.Unpack(info):
                    line.update(reason=info.reason, domain=info.domain)
                elif detail.Unpack(fields):
                    line["fields"] = [{"field": one.field, "reason": one.reason} for one in fields.field_violations]
                elif detail.Unpack(retry):
                    line["retry"] = retry.retry_delay.ToTimedelta().total_seconds()
    return line


def follow(name, call):
    try:
        for message in call:
            say({"on": "message", "stream": name, "message": told(message)})
        say({"on": "ended", "stream": name})
    except grpc.RpcError as error:
        say({"on": "ended", "stream": name, "refused": refusal(error)})


client = None
for line in sys.stdin:
    order = json.loads(line)
    if order["do"] == "connect":
        client = Client(order["address"])
        say({"on": "services", "services": list(client.database.get_services())})
    elif order["do"] == "call":
        try:
            say({"on": "answer", "answer": told(client.call(order))})
        except grpc.RpcError as error:
            say({"on": "answer", "refused": refusal(error)})
    elif order["do"] == "stream":
        client.streams[order["stream"]] = client.call(order)
        threading.Thread(target=follow, args=(order["stream"], client.streams[order["stream"]]), daemon=True).start()
    elif order["do"] == "cancel":
        client.streams[order["stream"]].cancel()
