package dev.gleaner.benchmarks.analyzer;

import static dev.gleaner.benchmarks.analyzer.SignalTemplate.ACCOUNT;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.GIGABYTES;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.HASH;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.ID;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.MEGABYTES;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.OBSERVED_AT;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.PART;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.REGION;
import static dev.gleaner.benchmarks.analyzer.SignalTemplate.TIME;

import dev.gleaner.benchmarks.analyzer.FleetSignals.Behaviour;
import dev.gleaner.benchmarks.analyzer.FleetSignals.Encoder;
import dev.gleaner.benchmarks.analyzer.FleetSignals.Population;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Card;
import dev.gleaner.contracts.signal.proto.CardSample;
import dev.gleaner.contracts.signal.proto.Endpoint;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Gpu;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Metric;
import dev.gleaner.contracts.signal.proto.MetricSet;
import dev.gleaner.contracts.signal.proto.NatGateway;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The signals of each kind of resource. */
final class ResourceTemplates {

    static final String INSTANCE = "arn:aws:ec2:" + REGION + ":" + ACCOUNT + ":instance/i-0" + ID;
    static final String BUCKET = "arn:aws:s3:::data-" + ID;
    static final String NETWORK = "arn:aws:ec2:" + REGION + ":" + ACCOUNT + ":vpc/vpc-0" + ID;

    /** Points of a metric in an hour. */
    static final int POINTS = 12;

    static final int PREFIXES = 20;

    /** Pairs of ends between which a VPC has traffic. */
    static final int ROUTES = 6;

    private static final int GPUS = 8;
    private static final int READS_PER_FILE = 20;
    private static final int PERIOD = 300;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static final double MEAN = 1.0e-300;
    private static final double MAXIMUM = 2.0e-300;
    private static final double SUM = 3.0e-300;

    /** CloudWatch's percentages are ratios of whole numbers, which are rarely round. */
    private static final double STEPS_PER_PERCENT = 60;

    private static final List<String> TYPES = List.of("m5.xlarge", "c5.2xlarge", "r5.large", "m6i.4xlarge");
    private static final List<String> TEAMS = List.of("ranking", "search", "vision", "platform");

    private ResourceTemplates() {}

    /** The ARN of a prefix. */
    static SignalTemplate prefixKey(int number) {
        return SignalTemplate.of(prefixArn(number));
    }

    /** Running instances of several types and teams. */
    static Encoder instanceListing() {
        return changingInstanceListing(0);
    }

    /** The same, with instances that get the tags of another team several times an hour. */
    static Encoder changingInstanceListing(int changesPerHour) {
        List<Encoder> all = IntStream.range(0, TYPES.size() * TEAMS.size())
                .mapToObj(number ->
                        instance(TYPES.get(number % TYPES.size()), TEAMS.get(number / TYPES.size()), 1 + number % 2))
                .toList();
        return (population, resource, part, hour, observedAt) -> all.get(Math.floorMod(
                        population.id(resource) + TYPES.size() * (observedAt * changesPerHour / HOUR), all.size()))
                .encode(population, resource, part, hour, observedAt);
    }

    /** Running instances of a type with eight GPUs. */
    static Encoder gpuHostListing() {
        return instance("p4d.24xlarge", "training", 2);
    }

    /** CPU and network of an hour in one signal. */
    static Encoder metrics() {
        MetricTemplate template = new MetricTemplate();
        return (population, resource, part, hour, observedAt) ->
                template.encode(population, resource, hour, observedAt);
    }

    /** One reading of all GPUs of a host. */
    static Encoder gpuReadings() {
        GpuTemplate working = new GpuTemplate(GIGABYTES, true);
        GpuTemplate idle = new GpuTemplate(4 << 20, false);
        return (population, resource, part, hour, observedAt) -> {
            boolean works = Behaviour.of(resource).worksAt(population, resource, hour);
            return (works ? working : idle).encode(population, resource, hour, observedAt);
        };
    }

    /** Buckets with prefixes and a lifecycle document. */
    static Encoder bucketListing() {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState("available")
                .putTags("team", "vision")
                .putTags("project", "atlas")
                .putTags("cost-center", "cc-7")
                .putTags("env", "production")
                .setLifecycleDocument(
                        "{\"Rules\":[{\"ID\":\"uploads\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\"},"
                                + "\"AbortIncompleteMultipartUpload\":{\"DaysAfterInitiation\":7}}]}")
                .setSizeInStorage(5_000_000_000_000L)
                .setObjects(40_000_000)
                .setVersioning("Enabled");
        IntStream.range(0, PREFIXES).forEach(number -> inventory.addPrefixNames(prefix(number)));
        return listing(signal(BUCKET, "inventory-buckets", "s3:ListBuckets " + REGION), inventory);
    }

    /**
     * Reads of one prefix in one file of a trail; the part is the number of the prefix.
     *
     * @param readAgain number of prefixes whose objects are read again and again
     */
    static Encoder reads(int readAgain) {
        List<ReadTemplate> templates = IntStream.range(0, PREFIXES)
                .mapToObj(prefix -> new ReadTemplate(prefix, prefix < readAgain))
                .toList();
        return (population, resource, part, hour, observedAt) ->
                templates.get(part).encode(population, resource, part, observedAt);
    }

    /** VPCs with a NAT gateway and endpoints. */
    static Encoder networkListing() {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState("available")
                .putTags("team", "platform")
                .putTags("env", "production")
                .putTags("project", "network")
                .putTags("cost-center", "cc-1")
                .addNatGateways(NatGateway.newBuilder()
                        .setId("nat-0" + ID)
                        .setState("available")
                        .addAddresses("10.0.0.4")
                        .addAddresses("52.1.2.3"))
                .addEndpoints(Endpoint.newBuilder()
                        .setId("vpce-0" + ID)
                        .setType("Interface")
                        .setService("com.amazonaws." + REGION + ".ec2")
                        .setState("available"));
        return listing(signal(NETWORK, "inventory-networks", "ec2:DescribeVpcs " + REGION), inventory);
    }

    /** Traffic along one route in one file of flow logs; the part is the number of the route. */
    static Encoder flows() {
        List<FlowTemplate> templates = List.of(
                new FlowTemplate("same-zone", "same-zone"),
                new FlowTemplate("same-zone", "other-zone"),
                new FlowTemplate("same-zone", "internet"),
                new FlowTemplate("internet", "same-zone"),
                new FlowTemplate("same-zone", "nat"),
                new FlowTemplate("same-zone", "endpoint"));
        return (population, resource, part, hour, observedAt) ->
                templates.get(part).encode(population, resource, part, hour, observedAt);
    }

    private static Encoder listing(Signal.Builder signal, Inventory.Builder inventory) {
        SignalTemplate template =
                SignalTemplate.of(signal.setInventory(inventory).build());
        int offset = template.varints(OBSERVED_AT)[0];
        return (population, resource, part, hour, observedAt) -> {
            byte[] bytes = population.copy(template, resource);
            SignalTemplate.putVarint(bytes, offset, observedAt);
            return bytes;
        };
    }

    private static Encoder instance(String type, String team, int volumes) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState("running")
                .setType(type)
                .putTags("Name", team + "-" + ID)
                .putTags("team", team)
                .putTags("project", team + "-serving")
                .putTags("cost-center", "cc-" + team)
                .putTags("service", team + "-serving")
                .putTags("env", "staging")
                .setZone(REGION + "a")
                .setVpc("vpc-0123456789abcdef0")
                .addAddresses("10.0.12.34")
                .setPlatform("Linux/UNIX")
                .setTenancy("default")
                .setRootDevice("ebs")
                .setLaunched(1_767_225_600_000L);
        IntStream.range(0, volumes).forEach(number -> inventory.addVolumes("vol-" + number + ID));
        return listing(signal(INSTANCE, "inventory", "ec2:DescribeInstances " + REGION), inventory);
    }

    private static Signal.Builder signal(String resource, String source, String place) {
        return Signal.newBuilder()
                .setResource(resource)
                .setSource(source)
                .setAccount(ACCOUNT)
                .setRegion(REGION)
                .setObservedAt(OBSERVED_AT)
                .setPlace(Place.newBuilder().setName(place));
    }

    private static String prefix(int number) {
        return String.format(Locale.ROOT, "part-%02d/", number);
    }

    private static String prefixArn(int number) {
        return BUCKET + "/" + prefix(number);
    }

    /** Metrics as GetMetricData returns them: without the number of samples, so that mean and sum are the same. */
    static final class MetricTemplate {

        /** In the order in which the collector joins them. */
        static final List<String> METRICS = List.of("CPUUtilization", "NetworkIn", "NetworkOut");

        private static final double IDLE_PERCENT = 2;
        private static final double WORK_PERCENT = 30;
        private static final double IDLE_BYTES = 4_000;
        private static final double WORK_BYTES = 30_000_000;

        private final SignalTemplate template;
        private final int observedAt;
        private final int[] starts;
        private final int[] means;
        private final int[] maxima;
        private final int[] sums;

        MetricTemplate() {
            MetricSet.Builder metrics = MetricSet.newBuilder();
            METRICS.forEach(name -> metrics.addMetrics(metric(name)));
            template = SignalTemplate.of(signal(INSTANCE, "get-metric-data", "cloudwatch:GetMetricData " + REGION)
                    .setMetricSet(metrics)
                    .build());
            observedAt = template.varints(OBSERVED_AT)[0];
            starts = template.varints(TIME);
            means = template.doubles(MEAN);
            maxima = template.doubles(MAXIMUM);
            sums = template.doubles(SUM);
        }

        private static Metric metric(String name) {
            Metric.Builder metric = Metric.newBuilder()
                    .setMetric("AWS/EC2 " + name)
                    .setUnit(isPercent(name) ? "Percent" : "Bytes")
                    .setPeriod(PERIOD)
                    .setStart(TIME);
            for (int point = 0; point < POINTS; point++) {
                metric.addIndex(point)
                        .addMean(MEAN)
                        .addMaximum(MAXIMUM)
                        .addSum(SUM)
                        .addCount(1);
            }
            return metric.build();
        }

        private static boolean isPercent(String name) {
            return name.equals("CPUUtilization");
        }

        byte[] encode(Population population, int resource, long hour, long at) {
            byte[] bytes = population.copy(template, resource);
            SignalTemplate.putVarint(bytes, observedAt, at);
            SignalTemplate.putVarints(bytes, starts, hour);
            boolean works = Behaviour.of(resource).worksAt(population, resource, hour);
            for (int metric = 0; metric < METRICS.size(); metric++) {
                boolean isPercent = isPercent(METRICS.get(metric));
                SplittableRandom random = population.random(resource, hour, metric);
                for (int point = metric * POINTS; point < (metric + 1) * POINTS; point++) {
                    double value = isPercent ? percent(random, works) : bytes(random, works);
                    double highest = isPercent ? value + percent(random, works) : value;
                    SignalTemplate.putDouble(bytes, means[point], value);
                    SignalTemplate.putDouble(bytes, maxima[point], highest);
                    SignalTemplate.putDouble(bytes, sums[point], value);
                }
            }
            return bytes;
        }

        private static double percent(SplittableRandom random, boolean works) {
            double percent =
                    works ? WORK_PERCENT + random.nextDouble() * WORK_PERCENT / 2 : IDLE_PERCENT * random.nextDouble();
            return Math.rint(percent * STEPS_PER_PERCENT) / STEPS_PER_PERCENT;
        }

        private static double bytes(SplittableRandom random, boolean works) {
            return Math.rint(random.nextDouble() * (works ? WORK_BYTES : IDLE_BYTES));
        }
    }

    /** A reading of eight GPUs; those at work hold memory. */
    private static final class GpuTemplate {

        private static final double UTILIZATION = 4.0e-300;
        private static final double POWER = 5.0e-300;
        private static final int LEAST_MEMORY = 1 << 30;

        private final boolean works;
        private final SignalTemplate template;
        private final int[] observedAt;
        private final int[] times;
        private final int[] utilizations;
        private final int[] powers;
        private final int[] memories;

        GpuTemplate(long memory, boolean works) {
            this.works = works;
            Gpu.Builder gpu = Gpu.newBuilder();
            for (int number = 0; number < GPUS; number++) {
                gpu.addCards(Card.newBuilder()
                        .setUuid("GPU-" + ID + "-" + number)
                        .setName("NVIDIA A100-SXM4-40GB")
                        .setMig(false)
                        .setPersistence(true)
                        .addSamples(CardSample.newBuilder()
                                .setTime(TIME)
                                .setUtilization(UTILIZATION)
                                .setEncoder(0)
                                .setDecoder(0)
                                .setMemoryUsed(memory)
                                .setMemoryTotal(42_949_672_960L)
                                .setPowerDraw(POWER)
                                .setPowerLimit(400)
                                .setSmClock(1410)
                                .setSmClockMaximum(1410)
                                .setProcesses(works ? 1 : 0)));
            }
            template = SignalTemplate.of(
                    signal(INSTANCE, "gpu", "gpu-agent " + ID).setGpu(gpu).build());
            observedAt = template.varints(OBSERVED_AT);
            times = template.varints(TIME);
            utilizations = template.doubles(UTILIZATION);
            powers = template.doubles(POWER);
            memories = works ? template.varints(memory) : new int[0];
        }

        byte[] encode(Population population, int resource, long hour, long at) {
            byte[] bytes = population.copy(template, resource);
            SignalTemplate.putVarints(bytes, observedAt, at);
            SignalTemplate.putVarints(bytes, times, at);
            SplittableRandom random = population.random(resource, hour, (int) (at - hour));
            for (int gpu = 0; gpu < GPUS; gpu++) {
                SignalTemplate.putDouble(bytes, utilizations[gpu], works ? 60 + random.nextInt(40) : 0);
                SignalTemplate.putDouble(bytes, powers[gpu], (works ? 250 : 50) + random.nextInt(1000) / 100.0);
            }
            for (int offset : memories) {
                SignalTemplate.putVarint(bytes, offset, LEAST_MEMORY + random.nextLong(30L * LEAST_MEMORY));
            }
            return bytes;
        }
    }

    /** Reads of one prefix; those of one prefix in five come from another region. */
    private static final class ReadTemplate {

        private static final int LEAST_BYTES = 1 << 21;
        private static final int MOST_BYTES = 1 << 25;

        /** Objects of a prefix that is read again: 100 GB, each about once a day. */
        private static final int OBJECTS = 5000;

        private final boolean isReadAgain;
        private final SignalTemplate template;
        private final int observedAt;
        private final int[] keys;
        private final int[] sizes;
        private final int[] times;
        private final int[] events;

        ReadTemplate(int prefix, boolean isReadAgain) {
            this.isReadAgain = isReadAgain;
            Access.Builder access = Access.newBuilder()
                    .setReader("role/training")
                    .setReaderRegion(prefix % 5 == 0 ? "ap-south-1" : REGION)
                    .setOperation("GetObject");
            for (int read = 0; read < READS_PER_FILE; read++) {
                access.addObjects(ObjectAccess.newBuilder()
                        .setKeyHash(HASH)
                        .setBytes(MEGABYTES)
                        .setTime(TIME)
                        .setEventId(PART + "-0000-0000-0000"));
            }
            template = SignalTemplate.of(signal(
                            prefixArn(prefix),
                            "cloudtrail-s3",
                            "AWSLogs/" + ACCOUNT + "/CloudTrail/" + REGION + "/reads.json.gz")
                    .setAccess(access)
                    .build());
            observedAt = template.varints(OBSERVED_AT)[0];
            keys = template.longs(HASH);
            sizes = template.varints(MEGABYTES);
            times = template.varints(TIME);
            events = template.offsets(PART);
        }

        byte[] encode(Population population, int resource, int part, long at) {
            byte[] bytes = population.copy(template, resource);
            SignalTemplate.putVarint(bytes, observedAt, at);
            SplittableRandom random = population.random(resource, at, part);
            for (int read = 0; read < READS_PER_FILE; read++) {
                long key = random.nextLong();
                long size = (long) LEAST_BYTES + random.nextInt(MOST_BYTES);
                if (isReadAgain) {
                    key = FleetSignals.mix(Math.floorMod(key, OBJECTS));
                    size = (long) LEAST_BYTES + Math.floorMod(key, MOST_BYTES);
                }
                SignalTemplate.putLong(bytes, keys[read], key);
                SignalTemplate.putVarint(bytes, sizes[read], size);
                SignalTemplate.putVarint(bytes, times[read], at - 1 - random.nextInt(PERIOD * 1000));
                SignalTemplate.putHex(bytes, events[read], random.nextLong());
            }
            return bytes;
        }
    }

    /** Traffic of a VPC between two classes of ends. */
    private static final class FlowTemplate {

        private static final long LEAST_BYTES = 1 << 28;

        private final SignalTemplate template;
        private final int observedAt;
        private final int bytesOffset;
        private final int from;
        private final int until;
        private final int file;

        FlowTemplate(String source, String destination) {
            template = SignalTemplate.of(signal(
                            NETWORK,
                            "flow-logs",
                            "AWSLogs/" + ACCOUNT + "/vpcflowlogs/" + REGION + "/" + PART + ".log.gz")
                    .setFlow(Flow.newBuilder()
                            .setSourceClass(source)
                            .setDestinationClass(destination)
                            .setBytes(GIGABYTES)
                            .setFrom(TIME)
                            .setUntil(TIME + HOUR))
                    .build());
            observedAt = template.varints(OBSERVED_AT)[0];
            bytesOffset = template.varints(GIGABYTES)[0];
            from = template.varints(TIME)[0];
            until = template.varints(TIME + HOUR)[0];
            file = template.offsets(PART)[0];
        }

        byte[] encode(Population population, int resource, int part, long hour, long at) {
            byte[] bytes = population.copy(template, resource);
            SplittableRandom random = population.random(resource, at, part);
            SignalTemplate.putVarint(bytes, observedAt, at);
            SignalTemplate.putVarint(bytes, bytesOffset, LEAST_BYTES + random.nextLong(LEAST_BYTES));
            SignalTemplate.putVarint(bytes, from, hour);
            SignalTemplate.putVarint(bytes, until, hour + HOUR);
            SignalTemplate.putHex(bytes, file, at);
            return bytes;
        }
    }
}
