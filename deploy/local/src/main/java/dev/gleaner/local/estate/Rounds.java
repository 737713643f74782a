package dev.gleaner.local.estate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The rounds of one kind of reading, drawn on the time line. */
final class Rounds {

    /** A round is over within a minute, so that what reads at the same time comes in the same log files. */
    private static final int SECONDS = 60;

    private final Read read;
    private final Bucket bucket;
    private final Curve bytes;
    private final Noise noise;

    /** As the estate's seed makes them. */
    Rounds(Read read, Bucket bucket, Instant end, Noise seed) {
        this.read = read;
        this.bucket = bucket;
        this.noise = seed.at(read.reader()).at(read.bucket()).at(read.prefix());
        this.bytes = new Curve(read.shape(), Metric.NETWORK_IN, end, noise);
    }

    /** What is read in the rounds that begin in [from, to), of those in which the reader runs. */
    List<ObjectRead> objects(Instant from, Instant to, Predicate<Instant> runs) {
        List<ObjectRead> objects = new ArrayList<>();
        for (Instant round = first(from); round.isBefore(to); round = round.plus(read.every())) {
            long size = bytes.at(round).map(sample -> (long) sample.sum()).orElse(0L) / read.number();
            if (size > 0 && runs.test(round)) {
                add(round, size, objects);
            }
        }
        return objects;
    }

    private void add(Instant round, long size, List<ObjectRead> objects) {
        List<String> keys = bucket.keys(read.prefix());
        Noise here = noise.at(round.getEpochSecond());
        for (int i = 0; i < read.number(); i++) {
            String key = keys.get((here.below(keys.size(), 0) + i) % keys.size());
            objects.add(new ObjectRead(
                    read, bucket, key, i, size, round.plusSeconds(here.at(i).below(SECONDS, 0))));
        }
    }

    private Instant first(Instant from) {
        long every = read.every().toSeconds();
        return Instant.EPOCH.plus(Duration.ofSeconds(-Math.floorDiv(-from.getEpochSecond(), every) * every));
    }
}
