package dev.gleaner.collector.source.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.gleaner.contracts.json.Json;
import java.io.IOException;
import java.util.Optional;

/** One line of a metric stream in its JSON form: a point, a line of somebody else, or no line at all. */
sealed interface StreamLine {

    /** A point of an instance. */
    record Known(Point point) implements StreamLine {}

    /** Fine, but not for us. */
    record Skipped(String reason) implements StreamLine {}

    /** Not what it should be. */
    record Malformed(String reason) implements StreamLine {}

    /** Reads a stretch of bytes. */
    static StreamLine read(byte[] bytes, int from, int length) throws IOException {
        try {
            return of(StreamFields.read(bytes, from, length));
        } catch (MismatchedInputException e) {
            JsonNode tree = Json.mapper().readTree(bytes, from, length);
            return tree.has("metric_name") && tree.has("namespace")
                    ? new Malformed("fields of a metric stream have other types")
                    : new Skipped("foreign");
        } catch (JsonProcessingException e) {
            return new Malformed("not JSON");
        } catch (IllegalArgumentException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Only a point whose single dimension is InstanceId counts: other dimensions tell of the same use again. */
    private static StreamLine of(Optional<StreamFields> line) {
        if (line.isEmpty() || line.get().isForeign()) {
            return new Skipped("foreign");
        }
        StreamFields fields = line.get();
        if (!fields.isOf("AWS/EC2")) {
            return new Skipped("other namespace");
        }
        return fields.onlyDimension("InstanceId")
                .<StreamLine>map(instance -> new Known(fields.point(instance)))
                .orElseGet(() -> new Skipped("other dimensions"));
    }
}
