package dev.gleaner.benchmarks.analyzer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.contracts.resource.AccountRegion;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import dev.gleaner.contracts.topic.RootPartitioner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Signals of many resources, hour by hour, as the collector sends them: listings, one signal with all metrics that GetMetricData
 * has of an instance for the hour, and then one progress record of all sources. The first hour lists everything, as after a start of the
 * collector; later ones list what changed, and every sixth hour what did not, at different hours for different resources. A tenth of the instances is idle, a tenth works at the same two hours of
 * each day, and the others are busy. The same seed gives the same signals. Memory is constant but for 4 bytes a resource.
 */
public final class FleetSignals {

    /** Points of all three metrics of an instance in an hour. */
    public static final int POINTS_PER_HOUR =
            ResourceTemplates.MetricTemplate.METRICS.size() * ResourceTemplates.POINTS;

    /** Minute at which the metrics of an hour are read, when its last points have settled. */
    private static final int METRICS_MINUTE = 70;

    private static final int MINUTES = 60;

    /** Hours between two signals of an unchanged listing; default of {@code collector.inventory.unchanged-interval}. */
    static final int UNCHANGED_HOURS = 6;

    private static final int FILES_OF_READS = 12;
    private static final int FILES_OF_FLOWS = 6;

    private final Size size;
    private final Instant start;
    private final Population instances;
    private final Population gpuHosts;
    private final Population buckets;
    private final Population networks;
    private final List<Round> rounds;
    private final int partitions;

    /**
     * Signals from an hour on.
     *
     * @param start truncated to the hour
     * @param partitions of the topic of signals
     */
    public FleetSignals(Size size, Instant start, long seed, int partitions) {
        this.size = size;
        this.start = start.truncatedTo(ChronoUnit.HOURS);
        this.partitions = partitions;
        this.instances = new Population(size.instances(), seed, ResourceTemplates.INSTANCE, partitions);
        this.gpuHosts = new Population(size.gpuHosts(), ~seed, ResourceTemplates.INSTANCE, partitions);
        this.buckets = new Population(size.buckets(), seed, ResourceTemplates.BUCKET, partitions);
        this.networks = new Population(size.networks(), seed, ResourceTemplates.NETWORK, partitions);
        this.rounds = rounds();
    }

    /** Instances without GPUs whose listings do not change, 32 partitions. */
    public static FleetSignals ofInstances(int instances, Instant start, long seed) {
        return new FleetSignals(Size.ofInstances(instances), start, seed, 32);
    }

    /** Passes the encoded signals of an hour, counted from the first. Progress is passed once for each partition. */
    public void forEachRecord(int hour, RecordConsumer consumer) {
        for (Round round : rounds) {
            for (int resource = round.next(hour, 0);
                    resource < round.size();
                    resource = round.next(hour, resource + 1)) {
                for (int part = 0; part < round.parts(); part++) {
                    consumer.accept(
                            round.key(resource, part),
                            round.population().partition(resource),
                            round.encode(this, hour, resource, part));
                }
            }
        }
        byte[] progress = SignalCodec.encode(progress(hour));
        for (int partition = 0; partition < partitions; partition++) {
            consumer.accept(new byte[0], partition, progress);
        }
    }

    /** The signals from one hour to another, exclusive, generated while they are read. */
    public Iterable<Signal> signals(int first, int end) {
        return () -> new SignalIterator(first, end);
    }

    /** Number of signals from one hour to another, exclusive; the progress of an hour counts once. */
    public long countSignals(int first, int end) {
        return IntStream.range(first, end)
                .mapToLong(hour -> 1
                        + rounds.stream().mapToLong(round -> round.count(hour)).sum())
                .sum();
    }

    /** Points of metrics in an hour, the samples of all benchmarks. */
    public long pointsPerHour() {
        return (long) POINTS_PER_HOUR * (size.instances() + size.gpuHosts());
    }

    /** ARNs of the idle instances, without those with GPUs. */
    public List<String> idleInstances() {
        return arns(instances, Behaviour.IDLE);
    }

    /** ARNs of the instances that work at two hours of the day. */
    public List<String> sporadicInstances() {
        return arns(instances, Behaviour.SPORADIC);
    }

    /** ARN of a resource by its number: instances, hosts of GPUs, buckets and networks in this order. */
    public List<String> resources() {
        List<String> all = new ArrayList<>();
        for (Population population : List.of(instances, gpuHosts, buckets, networks)) {
            IntStream.range(0, population.size()).forEach(resource -> all.add(population.arn(resource)));
        }
        return all;
    }

    private static List<String> arns(Population population, Behaviour behaviour) {
        return IntStream.range(0, population.size())
                .filter(resource -> Behaviour.of(resource) == behaviour)
                .mapToObj(population::arn)
                .toList();
    }

    /** In the order of their minutes; within a minute listings come first. */
    private List<Round> rounds() {
        List<Round> all = new ArrayList<>();
        if (size.changesPerHour() == 0) {
            all.add(Round.ofUnchanged(instances, ResourceTemplates.instanceListing()));
        }
        Encoder changingListing = ResourceTemplates.changingInstanceListing(size.changesPerHour());
        for (int change = 1; change <= size.changesPerHour(); change++) {
            all.add(Round.of(MINUTES * change / size.changesPerHour(), instances, 1, changingListing));
        }
        all.add(Round.ofUnchanged(gpuHosts, ResourceTemplates.gpuHostListing()));
        all.add(Round.ofUnchanged(networks, ResourceTemplates.networkListing()));
        all.add(Round.ofUnchanged(buckets, ResourceTemplates.bucketListing()));
        List<SignalTemplate> prefixes = IntStream.range(0, ResourceTemplates.PREFIXES)
                .mapToObj(ResourceTemplates::prefixKey)
                .toList();
        Encoder reads = ResourceTemplates.reads(size.prefixesReadAgain());
        for (int file = 1; file <= FILES_OF_READS; file++) {
            all.add(new Round(MINUTES / FILES_OF_READS * file, buckets, prefixes, reads, 1));
        }
        Encoder flows = ResourceTemplates.flows();
        for (int file = 1; file <= FILES_OF_FLOWS; file++) {
            all.add(Round.of(MINUTES / FILES_OF_FLOWS * file, networks, ResourceTemplates.ROUTES, flows));
        }
        Encoder gpuReadings = ResourceTemplates.gpuReadings();
        for (int minute = 0; minute < MINUTES; minute++) {
            all.add(Round.of(minute, gpuHosts, 1, gpuReadings));
        }
        Encoder metrics = ResourceTemplates.metrics();
        all.add(Round.of(METRICS_MINUTE, instances, 1, metrics));
        all.add(Round.of(METRICS_MINUTE, gpuHosts, 1, metrics));
        return all.stream().sorted(Comparator.comparingInt(Round::minute)).toList();
    }

    private Signal progress(int hour) {
        long through = hourStart(hour + 1);
        Progress.Builder progress = Progress.newBuilder();
        for (AccountRegion scope : scopes()) {
            for (String source : sources()) {
                progress.addSources(SourceProgress.newBuilder()
                        .setSource(source)
                        .setAccount(scope.account())
                        .setRegion(scope.region())
                        .setThrough(through));
            }
        }
        return Signal.newBuilder()
                .setObservedAt(
                        hourStart(hour) + Duration.ofMinutes(METRICS_MINUTE).toMillis())
                .setProgress(progress)
                .build();
    }

    private List<AccountRegion> scopes() {
        int most = Math.max(Math.max(size.instances(), size.gpuHosts()), Math.max(size.buckets(), size.networks()));
        List<AccountRegion> scopes = new ArrayList<>();
        for (int account = 0; account <= (most - 1) / Population.PER_ACCOUNT; account++) {
            for (String region : Population.REGIONS) {
                scopes.add(new AccountRegion(Population.account(account), region));
            }
        }
        return scopes;
    }

    private List<String> sources() {
        List<String> sources = new ArrayList<>(List.of("inventory", "get-metric-data"));
        if (size.gpuHosts() > 0) {
            sources.add("gpu");
        }
        if (size.buckets() > 0) {
            sources.addAll(List.of("inventory-buckets", "cloudtrail-s3"));
        }
        if (size.networks() > 0) {
            sources.addAll(List.of("inventory-networks", "flow-logs"));
        }
        return sources;
    }

    private long hourStart(int hour) {
        return start.toEpochMilli() + Duration.ofHours(hour).toMillis();
    }

    /** A seed of what a resource does in an hour. */
    static long mix(long seed) {
        long mixed = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Receives records of the topic of signals; the key of progress is empty, its record has none. */
    public interface RecordConsumer {
        void accept(byte[] key, int partition, byte[] value);
    }

    /**
     * Numbers of resources.
     *
     * @param gpuHosts instances with 8 GPUs and a reading a minute, in addition to the other ones
     * @param buckets with 20 prefixes, read 4,800 times an hour
     * @param networks VPCs with flow logs
     * @param changesPerHour of the listing of each instance without GPUs; other listings do not change
     * @param prefixesReadAgain of each bucket, whose objects are few; those of the others are read once
     */
    public record Size(
            int instances, int gpuHosts, int buckets, int networks, int changesPerHour, int prefixesReadAgain) {

        /** With buckets whose objects are read once. */
        public Size(int instances, int gpuHosts, int buckets, int networks, int changesPerHour) {
            this(instances, gpuHosts, buckets, networks, changesPerHour, 0);
        }

        /** Instances without GPUs only, whose listings do not change. */
        public static Size ofInstances(int instances) {
            return new Size(instances, 0, 0, 0, 0);
        }
    }

    /** What an instance does. */
    enum Behaviour {
        IDLE,
        SPORADIC,
        BUSY;

        private static final int OF_EACH = 10;
        private static final int HOURS_PER_DAY = 24;

        static Behaviour of(int resource) {
            return switch (resource % OF_EACH) {
                case 8 -> SPORADIC;
                case 9 -> IDLE;
                default -> BUSY;
            };
        }

        /** Whether the instance works in an hour; sporadic work is at the same two hours of each day. */
        boolean worksAt(Population population, int resource, long hour) {
            if (this != SPORADIC) {
                return this == BUSY;
            }
            long first = Math.floorMod(population.id(resource), HOURS_PER_DAY - 1);
            long hourOfDay = Duration.ofMillis(hour).toHours() % HOURS_PER_DAY;
            return hourOfDay == first || hourOfDay == first + 1;
        }
    }

    /**
     * One signal of each part of each resource of a kind; all parts have the same key, or each has its own.
     *
     * @param interval hours between two signals of a part
     */
    private record Round(int minute, Population population, List<SignalTemplate> keys, Encoder encoder, int interval) {

        static Round of(int minute, Population population, int parts, Encoder encoder) {
            return new Round(minute, population, Collections.nCopies(parts, population.keyTemplate), encoder, 1);
        }

        static Round ofUnchanged(Population population, Encoder listing) {
            return new Round(MINUTES, population, List.of(population.keyTemplate), listing, UNCHANGED_HOURS);
        }

        int size() {
            return population.size();
        }

        /** The first resource from a number on that has a signal in an hour; the size or more if there is none. */
        int next(int hour, int resource) {
            return hour == 0 ? resource : resource + Math.floorMod(-hour - resource, interval);
        }

        /** Number of signals in an hour. */
        long count(int hour) {
            int apart = hour == 0 ? 1 : interval;
            int first = next(hour, 0);
            return first >= size() ? 0 : (long) parts() * ((size() - 1 - first) / apart + 1);
        }

        int parts() {
            return keys.size();
        }

        byte[] key(int resource, int part) {
            return population.copy(keys.get(part), resource);
        }

        byte[] encode(FleetSignals fleet, int hour, int resource, int part) {
            long time = fleet.hourStart(hour);
            return encoder.encode(
                    population,
                    resource,
                    part,
                    time,
                    time + Duration.ofMinutes(minute).toMillis());
        }
    }

    /** Encodes one signal of an hour that starts at a time, observed at another. */
    interface Encoder {
        byte[] encode(Population population, int resource, int part, long hour, long observedAt);
    }

    /** Resources of one kind: 1,000 in an account, in two regions. */
    static final class Population {

        static final int PER_ACCOUNT = 1000;
        static final List<String> REGIONS = List.of("us-east-1", "eu-west-1");

        /** So that each behaviour is in each region. */
        private static final int PER_REGION = 10;

        private static final byte[][] REGION_BYTES =
                REGIONS.stream().map(region -> region.getBytes(ISO_8859_1)).toArray(byte[][]::new);

        private final long seed;
        private final SignalTemplate keyTemplate;
        private final int[] partitions;
        private final byte[][] accounts;

        Population(int size, long seed, String arn, int partitions) {
            this.seed = mix(seed);
            this.keyTemplate = SignalTemplate.of(arn);
            this.accounts = IntStream.rangeClosed(0, size / PER_ACCOUNT)
                    .mapToObj(number -> account(number).getBytes(ISO_8859_1))
                    .toArray(byte[][]::new);
            this.partitions = IntStream.range(0, size)
                    .map(resource -> RootPartitioner.partition(arn(resource), partitions))
                    .toArray();
        }

        static String account(int number) {
            return Long.toString(100_000_000_000L + number);
        }

        int size() {
            return partitions.length;
        }

        int partition(int resource) {
            return partitions[resource];
        }

        /** The resource itself. */
        String arn(int resource) {
            return new String(copy(keyTemplate, resource), ISO_8859_1);
        }

        byte[] copy(SignalTemplate template, int resource) {
            return template.copy(
                    accounts[resource / PER_ACCOUNT],
                    REGION_BYTES[resource / PER_REGION % REGION_BYTES.length],
                    id(resource));
        }

        long id(int resource) {
            return mix(seed + resource);
        }

        SplittableRandom random(int resource, long time, int part) {
            return new SplittableRandom(mix(id(resource) + mix(time + part)));
        }
    }

    private final class SignalIterator implements Iterator<Signal> {

        private final int end;
        private int hour;
        private int round;
        private int resource;
        private int part;

        SignalIterator(int first, int end) {
            this.hour = first;
            this.end = end;
            skipToNext();
        }

        @Override
        public boolean hasNext() {
            return hour < end;
        }

        @Override
        public Signal next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (round == rounds.size()) {
                Signal progress = progress(hour);
                hour++;
                round = 0;
                skipToNext();
                return progress;
            }
            byte[] encoded = rounds.get(round).encode(FleetSignals.this, hour, resource, part);
            advance();
            try {
                return SignalCodec.decode(encoded);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        }

        private void advance() {
            part++;
            if (part == rounds.get(round).parts()) {
                part = 0;
                resource++;
                skipToNext();
            }
        }

        /** To the next resource that has a signal in this hour, or behind the last round. */
        private void skipToNext() {
            while (round < rounds.size()) {
                resource = rounds.get(round).next(hour, resource);
                if (resource < rounds.get(round).size()) {
                    return;
                }
                resource = 0;
                round++;
            }
        }
    }
}
