package dev.gleaner.local.estate.generator;

import static dev.gleaner.local.estate.generator.EstateGenerator.IDLE;
import static dev.gleaner.local.estate.generator.EstateGenerator.SPORADIC;

import dev.gleaner.local.estate.EstateInstance;
import dev.gleaner.local.estate.EstateTime;
import dev.gleaner.local.estate.SeriesShape.Hole;
import dev.gleaner.local.estate.SeriesShape.Once;
import dev.gleaner.local.estate.SeriesShape.Weekly;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Instances that a careless rule gets wrong, each with what is right. */
final class EdgeCaseInstances {

    private static final Duration DAY = Duration.ofDays(1);

    private EdgeCaseInstances() {}

    static void addTo(EstateBuilder estateBuilder) {
        work(estateBuilder);
        silence(estateBuilder);
        age(estateBuilder);
        state(estateBuilder);
        owners(estateBuilder);
        prices(estateBuilder);
    }

    /** Quiet on average, but not idle. */
    private static void work(EstateBuilder estateBuilder) {
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
        // Four peaks break the idle rule, but only in the last of the two weeks that the sporadic rule wants.
        peaks(estateBuilder.instance("four-peaks", "m5.2xlarge"), "-P5DT3H", "-P4DT2H", "-P2DT5H", "-P1DT9H")
                .add();
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

    /** Points missing: 3 hours of 8 leave 62 % of the hours, 2 of 24 leave 92 %. */
    private static void silence(EstateBuilder estateBuilder) {
        InstanceBuilder holes = estateBuilder.instance("holes", "m5.xlarge").tagged("dev", "research");
        Hole often = new Hole(Duration.ofHours(8), Duration.ofHours(3));
        holes.doing(holes.load().each(shape -> shape.withHoles(often))).addExpectingInsufficient(IDLE);

        InstanceBuilder small =
                estateBuilder.instance("small-holes", "m5.xlarge").tagged("dev", "research");
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
        // Old enough now, but not a day ago: what is said of it is provisional.
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
