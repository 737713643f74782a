package dev.gleaner.collector.source.cloudwatch.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.gleaner.collector.kafka.DeadLetterExcerpt;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Parses the JSON format of a metric stream, with one point per line. */
final class JsonStreamParser {

    /** First byte of an OpenTelemetry message after its length, which may equal the code of a brace or a blank. */
    private static final byte FIRST_FIELD = 0x0a;

    private final byte[] data;

    JsonStreamParser(byte[] data) {
        this.data = data;
    }

    /** Whether a record consists of JSON lines or is empty. */
    static boolean isJsonLines(byte[] data) {
        int first = skipBlank(data, 0);
        boolean braced = first < data.length && data[first] == '{';
        return first == data.length || (braced && (first + 1 == data.length || data[first + 1] != FIRST_FIELD));
    }

    List<ParsedFirehoseDelivery.Entry> entries() {
        List<ParsedFirehoseDelivery.Entry> entries = new ArrayList<>();
        for (int from = skipBlank(data, 0); from < data.length; ) {
            int end = endOfLine(from);
            entries.add(entry(entries.size(), from, end));
            from = skipBlank(data, end);
        }
        return entries;
    }

    private ParsedFirehoseDelivery.Entry entry(int number, int from, int end) {
        try {
            return fields(from, end)
                    .map(fields -> ParsedFirehoseDelivery.Entry.of(fields, number, () -> bytes(from, end)))
                    .orElseGet(() -> new ParsedFirehoseDelivery.Entry.Skipped("foreign"));
        } catch (MismatchedInputException e) {
            return mismatched(number, from, end);
        } catch (JsonProcessingException e) {
            return malformed(number, from, end, "not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<MetricStreamFields> fields(int from, int end) throws IOException {
        return MetricStreamFields.read(data, from, end - from);
    }

    private ParsedFirehoseDelivery.Entry mismatched(int number, int from, int end) {
        try {
            JsonNode tree = Json.mapper().readTree(data, from, end - from);
            return tree.has("metric_name") && tree.has("namespace")
                    ? malformed(number, from, end, "fields of a metric stream have other types")
                    : new ParsedFirehoseDelivery.Entry.Skipped("foreign");
        } catch (JsonProcessingException e) {
            return malformed(number, from, end, "not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ParsedFirehoseDelivery.Entry malformed(int number, int from, int end, String reason) {
        return new ParsedFirehoseDelivery.Entry.Malformed(number, DeadLetterExcerpt.of(bytes(from, end)), reason);
    }

    private byte[] bytes(int from, int end) {
        return Arrays.copyOfRange(data, from, end);
    }

    private int endOfLine(int from) {
        int end = from;
        while (end < data.length && data[end] != '\n') {
            end++;
        }
        return end;
    }

    private static int skipBlank(byte[] data, int from) {
        int next = from;
        while (next < data.length && (data[next] == '\n' || data[next] == '\r' || data[next] == ' ')) {
            next++;
        }
        return next;
    }
}
