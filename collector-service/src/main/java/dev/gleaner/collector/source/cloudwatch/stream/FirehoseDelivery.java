package dev.gleaner.collector.source.cloudwatch.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gleaner.contracts.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** What one request of Firehose's HTTP protocol brings: the bytes of its records. */
record FirehoseDelivery(String requestId, List<byte[]> records) {

    /** Reads a body of at most this many bytes when unpacked; {@link Malformed} says what is wrong with it. */
    static FirehoseDelivery read(byte[] body, boolean packed, long limit) throws Malformed {
        byte[] json = packed ? decompress(body, limit) : body;
        if (json.length > limit) {
            throw new Malformed("the body has more than " + limit + " bytes");
        }
        try {
            return of(Json.mapper().readValue(json, Body.class));
        } catch (JsonProcessingException e) {
            throw new Malformed("the body is not the JSON of a delivery");
        } catch (IOException e) {
            throw new Malformed("the body can't be read");
        }
    }

    private static byte[] decompress(byte[] body, long limit) throws Malformed {
        try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return input.readNBytes(Math.toIntExact(limit + 1));
        } catch (IOException e) {
            throw new Malformed("the body is not whole gzip");
        }
    }

    private static FirehoseDelivery of(@Nullable Body body) throws Malformed {
        if (body == null || body.requestId() == null || body.records() == null) {
            throw new Malformed("the body has no requestId or no records");
        }
        List<byte[]> records = new ArrayList<>();
        for (Item item : body.records()) {
            if (item == null || item.data() == null) {
                throw new Malformed("record " + records.size() + " has no data");
            }
            records.add(item.data());
        }
        return new FirehoseDelivery(body.requestId(), records);
    }

    /** The protocol's body; its data is base64 in JSON. */
    record Body(@Nullable String requestId, @Nullable List<@Nullable Item> records) {}

    /** One record of a body. */
    @SuppressWarnings("ArrayRecordComponent")
    record Item(byte @Nullable [] data) {}

    /** A body that is not of the protocol's form. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Malformed(String reason) {
            super(reason);
            this.reason = reason;
        }

        /** For a person. */
        String reason() {
            return reason;
        }
    }
}
