package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.Bucket;
import dev.gleaner.local.estate.Identities;
import dev.gleaner.local.estate.Noise;
import dev.gleaner.local.estate.ObjectRead;
import dev.gleaner.local.estate.Read;
import dev.gleaner.local.estate.Replay;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes how buckets were made, and the reads of an estate as CloudTrail records data events of S3. */
final class ObjectCalls {

    /** A reader is refused once in so many rounds; the refusal has bytes of its own, which are no read. */
    private static final int REFUSED_EVERY = 8;

    private static final long REFUSAL = 243;

    /** From this version on sizes are whole numbers; before, {@code 2356.0}. */
    private static final String WHOLE_FROM = "1.09";

    private final Replay replay;
    private final Identities identities;
    private final Noise noise;

    ObjectCalls(Replay replay, Identities identities, Noise noise) {
        this.replay = replay;
        this.identities = identities;
        this.noise = noise;
    }

    /** Of all regions, in no particular order. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        replay.estate().buckets().forEach(bucket -> creation(bucket).ifPresent(entries::add));
        for (ObjectRead object : replay.reads(replay.start(), replay.end())) {
            Noise own = noise(object);
            entries.add(read(object, own, object.bytes()).finish("object-record"));
            if (own.below(REFUSED_EVERY, 20) == 0 && object.number() == 0) {
                entries.add(read(object, own.at("refused"), REFUSAL)
                        .fail("object-record", "AccessDenied", "Access Denied"));
            }
        }
        return entries;
    }

    private Optional<Entry> creation(Bucket bucket) {
        return Optional.ofNullable(bucket.created()).map(created -> creation(bucket, created.at(replay.end())));
    }

    private Entry creation(Bucket bucket, Instant at) {
        TrailRecord call = call(bucket, "CreateBucket", noise.at(bucket.name()), at, 0)
                .put("host", bucket.name() + ".s3.amazonaws.com");
        ObjectNode request = (ObjectNode) call.piece("bucket-request");
        if (!bucket.region().equals("us-east-1")) {
            request.putObject("CreateBucketConfiguration").put("LocationConstraint", bucket.region());
        }
        Entry entry = call.put("request", request).finish();
        entry.json().set("additionalEventData", call.piece("s3-additional"));
        return entry;
    }

    private TrailRecord read(ObjectRead object, Noise own, long bytes) {
        Bucket bucket = object.bucket();
        TrailRecord call = call(bucket, "GetObject", own, object.at(), bytes);
        call.put("host", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com")
                .put("objectKey", object.key())
                .put("additional", call.piece("s3-additional"));
        return from(object.read(), call);
    }

    private static TrailRecord call(Bucket bucket, String name, Noise own, Instant at, long bytes) {
        TrailRecord call = new TrailRecord(own, bucket.account(), bucket.region(), at).call("s3", name);
        return call.put("bucket", bucket.name())
                .put("in", size(call.version(), 0))
                .put("out", size(call.version(), bytes))
                .put("extendedId", call.hex("extended", 76))
                .put("requestId", call.id("request", 16));
    }

    private TrailRecord from(Read read, TrailRecord call) {
        call.put("role", read.reader());
        if (read.instance() != null) {
            call.put("address", identities.address(read.instance())).put("user", identities.id(read.instance()));
        } else if (read.nat() != null) {
            call.put("address", identities.address(read.nat()));
        } else if (read.endpoint() != null) {
            call.put("address", "10.0." + call.number(250) + ".17").put("endpoint", identities.id(read.endpoint()));
        } else if (read.address() != null) {
            call.put("address", read.address());
        }
        return call.by("role");
    }

    private Noise noise(ObjectRead object) {
        Read read = object.read();
        return noise.at(read.reader())
                .at(String.join(" ", origin(read), read.bucket(), read.prefix()))
                .at(object.at().getEpochSecond())
                .at(object.number());
    }

    private static String origin(Read read) {
        return read.instance() + " " + read.endpoint() + " " + read.nat() + " " + read.address();
    }

    /** Both ways of writing it are met in recorded trails. */
    private static JsonNode size(String version, long bytes) {
        return version.compareTo(WHOLE_FROM) < 0
                ? DecimalNode.valueOf(BigDecimal.valueOf(bytes).setScale(1))
                : LongNode.valueOf(bytes);
    }
}
