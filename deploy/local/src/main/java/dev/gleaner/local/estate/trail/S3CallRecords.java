package dev.gleaner.local.estate.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.local.estate.BucketReadPattern;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.kind.EstateBucket;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders the creation of buckets, the reads and the checkpoints of an estate as CloudTrail records, the latter two as data events of S3. Of
 * buckets with server access logs no reads are recorded.
 */
final class S3CallRecords {

    /** In one of so many rounds a reader is refused; the refusal has bytes of its own, which are no read. */
    private static final int REFUSED_EVERY = 8;

    private static final long REFUSAL = 243;

    /** From this version on sizes are integers; before, {@code 2356.0}. */
    private static final String WHOLE_FROM = "1.09";

    private final EstateTimeline estateTimeline;
    private final EstateIdentities identities;
    private final SeededRandom seededRandom;

    S3CallRecords(EstateTimeline estateTimeline, EstateIdentities identities, SeededRandom seededRandom) {
        this.estateTimeline = estateTimeline;
        this.identities = identities;
        this.seededRandom = seededRandom;
    }

    /** The records of all regions, in no particular order. */
    List<TrailRecordBuilder.BuiltRecord> entries() {
        List<TrailRecordBuilder.BuiltRecord> entries = new ArrayList<>();
        estateTimeline.estate().buckets().forEach(bucket -> creation(bucket).ifPresent(entries::add));
        for (EstateTimeline.ObjectRead object : estateTimeline.reads(estateTimeline.start(), estateTimeline.end())) {
            if (object.bucket().hasAccessLogs()) {
                continue;
            }
            SeededRandom own = noise(object);
            entries.add(read(object, own, object.bytes()).finish("object-record"));
            if (own.below(REFUSED_EVERY, 20) == 0 && object.number() == 0) {
                entries.add(read(object, own.derive("refused"), REFUSAL)
                        .fail("object-record", "AccessDenied", "Access Denied"));
            }
        }
        for (EstateTimeline.SavedCheckpoint checkpoint :
                estateTimeline.checkpoints(estateTimeline.start(), estateTimeline.end())) {
            entries.add(write(checkpoint));
        }
        return entries;
    }

    private Optional<TrailRecordBuilder.BuiltRecord> creation(EstateBucket bucket) {
        return Optional.ofNullable(bucket.created())
                .map(created -> creation(bucket, created.resolve(estateTimeline.end())));
    }

    private TrailRecordBuilder.BuiltRecord creation(EstateBucket bucket, Instant at) {
        TrailRecordBuilder call = call(bucket, "CreateBucket", seededRandom.derive(bucket.name()), at, 0)
                .put("host", bucket.name() + ".s3.amazonaws.com");
        ObjectNode request = (ObjectNode) call.piece("bucket-request");
        if (!bucket.region().equals("us-east-1")) {
            request.putObject("CreateBucketConfiguration").put("LocationConstraint", bucket.region());
        }
        TrailRecordBuilder.BuiltRecord builtRecord =
                call.put("request", request).finish();
        builtRecord.json().set("additionalEventData", call.piece("s3-additional"));
        return builtRecord;
    }

    private TrailRecordBuilder read(EstateTimeline.ObjectRead object, SeededRandom own, long bytes) {
        EstateBucket bucket = object.bucket();
        TrailRecordBuilder call = call(bucket, "GetObject", own, object.at(), bytes);
        call.put("host", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com")
                .put("objectKey", object.key())
                .put("additional", call.piece("s3-additional"));
        return from(object.read(), call);
    }

    /** In the session of the role of the instance, whose name is the id of the instance. */
    private TrailRecordBuilder.BuiltRecord write(EstateTimeline.SavedCheckpoint checkpoint) {
        EstateBucket bucket = checkpoint.bucket();
        SeededRandom own = seededRandom
                .derive("checkpoint")
                .derive(bucket.name())
                .derive(checkpoint.run().run())
                .derive(checkpoint.number());
        TrailRecordBuilder call = call(bucket, "PutObject", own, checkpoint.at(), 0);
        call.put("in", size(call.version(), checkpoint.run().size()))
                .put("host", bucket.name() + ".s3." + bucket.region() + ".amazonaws.com")
                .put("objectKey", checkpoint.key())
                .put("additional", call.piece("s3-additional"))
                .put("role", "training-host")
                .put("address", identities.address(checkpoint.instance().name()))
                .put("user", identities.id(checkpoint.instance()));
        TrailRecordBuilder.BuiltRecord record = call.by("role").finish("object-record");
        record.json().put("readOnly", false);
        return record;
    }

    private static TrailRecordBuilder call(EstateBucket bucket, String name, SeededRandom own, Instant at, long bytes) {
        TrailRecordBuilder call = new TrailRecordBuilder(own, bucket.account(), bucket.region(), at).call("s3", name);
        return call.put("bucket", bucket.name())
                .put("in", size(call.version(), 0))
                .put("out", size(call.version(), bytes))
                .put("extendedId", call.hex("extended", 76))
                .put("requestId", call.id("request", 16));
    }

    private TrailRecordBuilder from(BucketReadPattern read, TrailRecordBuilder call) {
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

    private SeededRandom noise(EstateTimeline.ObjectRead object) {
        BucketReadPattern read = object.read();
        return seededRandom
                .derive(read.reader())
                .derive(String.join(" ", origin(read), read.bucket(), read.prefix()))
                .derive(object.at().getEpochSecond())
                .derive(object.number());
    }

    private static String origin(BucketReadPattern read) {
        return read.instance() + " " + read.endpoint() + " " + read.nat() + " " + read.address();
    }

    /** Recorded trails contain both forms. */
    private static JsonNode size(String version, long bytes) {
        return version.compareTo(WHOLE_FROM) < 0
                ? DecimalNode.valueOf(BigDecimal.valueOf(bytes).setScale(1))
                : LongNode.valueOf(bytes);
    }
}
