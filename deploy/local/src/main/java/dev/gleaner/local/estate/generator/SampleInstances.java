package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE;
import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE_GPU;
import static dev.gleaner.local.estate.generator.EstateGenerator.OVERSIZED;
import static dev.gleaner.local.estate.generator.EstateGenerator.SPORADIC;
import static dev.gleaner.local.estate.generator.EstateGenerator.UNDERUSED_GPU;

import dev.gleaner.local.estate.HostGpus;
import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateTime;
import dev.gleaner.local.estate.series.SeriesShape.Hole;
import dev.gleaner.local.estate.series.SeriesShape.Once;
import dev.gleaner.local.estate.series.SeriesShape.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The instances of a machine-learning company: ordinary ones, GPU hosts, and cases that a careless rule gets wrong. */
final class SampleInstances {

    private static final String A10 = "NVIDIA A10G";
    private static final String H100 = "NVIDIA H100 80GB HBM3";
    private static final String L4 = "NVIDIA L4";
    private static final String[] ZONES = {"a", "b", "c", "d"};
    private static final Duration DAY = Duration.ofDays(1);

    /** A little longer than GPUs outside production have to be idle. */
    private static final Duration JUST_LONG_ENOUGH = Duration.ofMinutes(65);

    private SampleInstances() {}

    static void addTo(EstateBuilder estateBuilder) {
        training(estateBuilder);
        inference(estateBuilder);
        office(estateBuilder);
        production(estateBuilder);
        idle(estateBuilder);
        agents(estateBuilder);
        quiet(estateBuilder);
        silence(estateBuilder);
        age(estateBuilder);
        state(estateBuilder);
        owners(estateBuilder);
        prices(estateBuilder);
        wastedGpus(estateBuilder);
        usedGpus(estateBuilder);
        estateBuilder
                .instance("unread-trainer", "g5.2xlarge")
                .tagged("dev", "training")
                .addExpectingInsufficient(IDLE);
    }

    /** GPU hosts at work; idle GPUs need readings of their own. */
    private static void training(EstateBuilder estateBuilder) {
        String[] types = {"p3.2xlarge", "g5.xlarge", "g5.12xlarge", "p4d.24xlarge"};
        for (int i = 0; i < types.length; i++) {
            InstanceBuilder instanceBuilder =
                    estateBuilder.instance("train-" + (i + 1), types[i]).tagged("production", "training");
            // The first two exchange gradients between zones.
            instanceBuilder.inZone(ZONES[i]);
            instanceBuilder
                    .doing(InstanceLoadFactory.training(instanceBuilder.noise()))
                    .add();
        }
    }

    private static void inference(EstateBuilder estateBuilder) {
        String[] types = {"g5.xlarge", "g4dn.xlarge", "c6i.2xlarge", "c5.2xlarge"};
        for (int i = 0; i < types.length; i++) {
            estateBuilder
                    .instance("serve-" + (i + 1), types[i])
                    .tagged("production", "inference")
                    .doing(InstanceLoadFactory.followingUsers(30 + 5 * i))
                    .add();
        }
        estateBuilder
                .instance("serve-paris", "c6i.xlarge")
                .tagged("production", "inference")
                .in("eu-west-3")
                .doing(InstanceLoadFactory.followingUsers(35))
                .add();
    }

    private static void office(EstateBuilder estateBuilder) {
        String[] types = {"m5.xlarge", "t3.xlarge", "m5.2xlarge", "c5.xlarge"};
        for (int i = 0; i < types.length; i++) {
            InstanceBuilder instanceBuilder =
                    estateBuilder.instance("workbench-" + (i + 1), types[i]).tagged("dev", "research");
            instanceBuilder
                    .doing(InstanceLoadFactory.office(instanceBuilder.noise()))
                    .add();
        }
    }

    private static void production(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("api-1", "m5.2xlarge")
                .inZone("a")
                .tagged("production", "platform")
                .ofService(SampleServices.BEHIND_LOAD_BALANCER)
                .aged(DAY.multipliedBy(420))
                .doing(InstanceLoadFactory.steady(43))
                .add();
        estateBuilder
                .instance("features-1", "c5.4xlarge")
                .inZone("a")
                .tagged("production", "platform")
                .aged(DAY.multipliedBy(420))
                .doing(InstanceLoadFactory.steady(90))
                .add();
        estateBuilder
                .instance("api-2", "m5.xlarge")
                .inZone("b")
                .tagged("production", "platform")
                .ofService(SampleServices.BEHIND_LOAD_BALANCER)
                .aged(DAY.multipliedBy(420))
                .doing(InstanceLoadFactory.followingUsers(28))
                .add();
        estateBuilder
                .instance("registry-1", "r5.xlarge")
                .tagged("production", "platform")
                .aged(DAY.multipliedBy(420))
                .doing(InstanceLoadFactory.steady(8.1).withNetwork(InstanceLoadFactory.network(4_000)))
                .addExpectingInsufficient(OVERSIZED);
    }

    private static void idle(EstateBuilder estateBuilder) {
        String[] dev = {"t3.large", "m5.xlarge", "m5.4xlarge", "c5.4xlarge"};
        for (int i = 0; i < dev.length; i++) {
            estateBuilder
                    .instance("forgotten-" + (i + 1), dev[i])
                    .tagged(i == 3 ? "test" : "dev", "research")
                    .addExpecting(IDLE);
        }
        String[] production = {"m5.2xlarge", "r5.4xlarge"};
        for (int i = 0; i < production.length; i++) {
            estateBuilder
                    .instance("legacy-" + (i + 1), production[i])
                    .tagged("production", "platform")
                    .addExpecting(IDLE);
        }
    }

    /** Idle hosts that send all the time as agents are on them, and hosts at work that look like them. */
    private static void agents(EstateBuilder estateBuilder) {
        double[] sentADay = {30e6, 576e6};
        for (int i = 0; i < sentADay.length; i++) {
            InstanceBuilder idle =
                    estateBuilder.instance("watched-" + (i + 1), "m5.xlarge").tagged("dev", "research");
            idle.doing(InstanceLoadFactory.underAgent(idle.load(), sentADay[i])).addExpecting(IDLE);
        }
        // It sends its peers what they send it: 20 kB a second.
        InstanceBuilder member =
                estateBuilder.instance("etcd-member", "m5.large").tagged("production", "platform");
        member.doing(member.load().withNetwork(InstanceLoadFactory.network(6_000_000)))
                .add();
        // 500 kB a second are more than agents send.
        InstanceBuilder proxy =
                estateBuilder.instance("metrics-proxy", "m5.large").tagged("production", "platform");
        proxy.doing(InstanceLoadFactory.underAgent(proxy.load(), 500_000.0 * DAY.toSeconds()))
                .add();
    }

    private static void wastedGpus(EstateBuilder estateBuilder) {
        // A stop can be approved as soon as everything on it has been idle for an hour. It erases the NVMe volumes of
        // this type: the tag
        // of the owner permits that.
        estateBuilder
                .instance("left-on", "g5.4xlarge")
                .tagged("dev", "training")
                .withScratchData()
                .trainedUntil(JUST_LONG_ENOUGH)
                .addExpecting(IDLE_GPU);
        // Without persistence mode the first reading of its idle GPU is 100 %.
        estateBuilder
                .instance("false-full", "g5.xlarge")
                .tagged("dev", "training")
                .withScratchData()
                .withGpusIdleFor(Duration.ofDays(20), false)
                .addExpecting(IDLE_GPU, IDLE);
        // The owner of the process has to be asked, so no stop is proposed.
        estateBuilder
                .instance("held-notebook", "g5.xlarge")
                .tagged("dev", "research")
                .withGpus(A10, 1, HostGpus.Load.HELD)
                .addExpecting(IDLE_GPU);
        estateBuilder
                .instance("half-server", "g5.12xlarge")
                .tagged("production", "inference")
                .ofService(SampleServices.REPORTING)
                .withGpus(A10, 4, HostGpus.Load.SERVING)
                .addExpecting(UNDERUSED_GPU);
    }

    private static void usedGpus(EstateBuilder estateBuilder) {
        // The GPU of a g5.xlarge is the same, beside half of the processors.
        estateBuilder
                .instance("quiet-trainer", "g5.2xlarge")
                .tagged("dev", "training")
                .withGpus(A10, 1, HostGpus.Load.TRAINING)
                .addExpecting(OVERSIZED);
        // GPUs in MIG mode report no utilization.
        estateBuilder
                .instance("mig-trainer", "p5.48xlarge")
                .tagged("dev", "training")
                .withGpus(H100, 8, HostGpus.Load.MIG_TRAINING)
                .add();
        estateBuilder
                .instance("encoder", "g6.xlarge")
                .tagged("production", "inference")
                .withGpus(L4, 1, HostGpus.Load.ENCODING)
                .add();
    }

    /** Quiet on average, but not idle. */
    private static void quiet(EstateBuilder estateBuilder) {
        InstanceBuilder sunday =
                estateBuilder.instance("sunday-batch", "m5.4xlarge").tagged("production", "training");
        Weekly batch = new Weekly(Set.of(DayOfWeek.SUNDAY), LocalTime.of(2, 0), Duration.ofHours(6), 62);
        sunday.doing(InstanceLoadFactory.working(sunday.load(), batch)).addExpecting(SPORADIC);

        InstanceBuilder bursty =
                estateBuilder.instance("bursty-report", "c5.2xlarge").tagged("dev", "research");
        Weekly report = Weekly.everyDay(LocalTime.of(10, 0), Duration.ofHours(2), 32);
        bursty.doing(InstanceLoadFactory.working(bursty.load(), report)).addExpecting(SPORADIC);

        InstanceBuilder relay =
                estateBuilder.instance("busy-network", "m5.large").tagged("production", "platform");
        relay.doing(relay.load().withNetwork(InstanceLoadFactory.network(120_000)))
                .add();

        peaks(estateBuilder.instance("three-peaks", "m5.2xlarge"), "-P5DT3H", "-P4DT2H", "-P2DT5H")
                .addExpecting(IDLE);
        // Four peaks exclude the idle rule, but they are all in the second of the two weeks that the sporadic rule
        // needs. Half of its size is enough for all but these minutes.
        peaks(estateBuilder.instance("four-peaks", "m5.2xlarge"), "-P5DT3H", "-P4DT2H", "-P2DT5H", "-P1DT9H")
                .addExpecting(OVERSIZED);
    }

    private static InstanceBuilder peaks(InstanceBuilder instanceBuilder, String... times) {
        List<Once> peaks = Stream.of(times)
                .map(time -> new Once(new EstateTime(time), Duration.ofMinutes(5), 72))
                .toList();
        return instanceBuilder
                .tagged("dev", "research")
                .doing(instanceBuilder
                        .load()
                        .withCpu(instanceBuilder.load().cpu().withOnce(peaks)));
    }

    /** Missing points: 3 hours of 8 leave 62 % of the hours, 2 of 24 leave 92 %. */
    private static void silence(EstateBuilder estateBuilder) {
        InstanceBuilder holes = estateBuilder.instance("holes", "m5.xlarge").tagged("dev", "research");
        Hole often = new Hole(Duration.ofHours(8), Duration.ofHours(3));
        holes.doing(holes.load().each(shape -> shape.withHoles(often))).addExpectingInsufficient(IDLE);

        InstanceBuilder small =
                estateBuilder.instance("small-holes", "m5.xlarge").inZone("f").tagged("dev", "research");
        Hole nightly = new Hole(DAY, Duration.ofHours(2));
        small.doing(small.load().each(shape -> shape.withHoles(nightly).withLost(0.05)))
                .addExpecting(IDLE);
    }

    private static void age(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("young", "m5.xlarge")
                .tagged("dev", "research")
                .aged(DAY.multipliedBy(3))
                .add();
        // It is old enough only since today, so its finding is provisional.
        estateBuilder
                .instance("week-old", "m5.xlarge")
                .tagged("dev", "research")
                .aged(Duration.ofHours(180))
                .addExpecting(IDLE);
    }

    private static void state(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("stopped-once", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(12))
                .started(DAY.multipliedBy(9))
                .addExpecting(IDLE);
        estateBuilder
                .instance("stopped-midweek", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(5))
                .started(DAY.multipliedBy(3))
                .addExpectingInsufficient(IDLE);
        estateBuilder
                .instance("restarted", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(Duration.ofMinutes(26 * 60 + 10))
                .started(Duration.ofMinutes(26 * 60))
                .addExpecting(IDLE);
        estateBuilder
                .instance("stopped-now", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(3))
                .add();
    }

    private static void owners(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("canary", "c5.xlarge")
                .tagged("production", "inference")
                .inGroup("inference-canary")
                .addExpecting(IDLE);
        estateBuilder
                .instance("protected", "m5.2xlarge")
                .tagged("production", "platform")
                .taggedLater(DAY.multipliedBy(10), "gleaner:protected", "true")
                .addExpecting(IDLE);
        estateBuilder.instance("nobodys", "m5.large").untagged().addExpecting(IDLE);
        estateBuilder.expectOpen(EstateGenerator.MISSING_TAGS, estateBuilder.name("nobodys"));
    }

    private static void prices(EstateBuilder estateBuilder) {
        estateBuilder
                .instance("paris", "m5.xlarge")
                .tagged("dev", "research")
                .in("eu-west-3")
                .addExpecting(IDLE);
        estateBuilder
                .instance("windows", "m5.xlarge")
                .tagged("dev", "research")
                .on(EstateInstance.Platform.WINDOWS)
                .addExpecting(IDLE);
        estateBuilder
                .instance("spot", "m5.xlarge")
                .tagged("dev", "research")
                .bought(EstateInstance.Market.SPOT)
                .addExpecting(IDLE);
    }
}
