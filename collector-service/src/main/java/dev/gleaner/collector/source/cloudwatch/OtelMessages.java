package dev.gleaner.collector.source.cloudwatch;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.collector.publish.Found;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a record of a metric stream in OpenTelemetry's form: messages one behind the other, each behind its length (CloudWatch
 * User Guide, "CloudWatch metric stream output in OpenTelemetry 1.0.0 format", and the same of 0.7.0).
 */
final class OtelMessages {

    private final byte[] data;
    private final CodedInputStream input;
    private final List<StreamEntry> entries = new ArrayList<>();
    private int number;

    OtelMessages(byte[] data) {
        this.data = data;
        this.input = CodedInputStream.newInstance(data);
    }

    /** What is malformed carries the number of its message. */
    List<StreamEntry> entries() {
        int from = 0;
        try {
            for (; !input.isAtEnd(); from = input.getTotalBytesRead()) {
                message(input.readBytes());
                number++;
            }
        } catch (IOException e) {
            // Without its length the next one can't be found.
            malformed(
                    Arrays.copyOfRange(data, from, data.length),
                    "neither JSON lines nor whole messages of OpenTelemetry");
        }
        return entries;
    }

    private void message(ByteString bytes) {
        try {
            ExportMetricsServiceRequest message = ExportMetricsServiceRequest.parseFrom(bytes);
            if (message.getResourceMetricsCount() == 0 && !bytes.isEmpty()) {
                malformed(bytes.toByteArray(), "no metrics of OpenTelemetry");
            }
            new OtelPoints(message).forEach(this::point);
        } catch (InvalidProtocolBufferException e) {
            malformed(bytes.toByteArray(), "not a message of OpenTelemetry");
        }
    }

    private void point(OtelPoint point) {
        try {
            entries.add(StreamEntry.of(point.fields(), number, point::bytes));
        } catch (InvalidProtocolBufferException e) {
            malformed(point.bytes(), "labels that are not of OpenTelemetry 0.7.0");
        }
    }

    private void malformed(byte[] bytes, String reason) {
        entries.add(new StreamEntry.Malformed(number, Found.of(bytes), reason));
    }
}
