package dev.gleaner.local.estate.made;

import static dev.gleaner.local.estate.made.EstateGenerator.IDLE;
import static dev.gleaner.local.estate.made.EstateGenerator.SPORADIC;

import dev.gleaner.local.estate.Market;
import dev.gleaner.local.estate.Platform;
import dev.gleaner.local.estate.Shape.Hole;
import dev.gleaner.local.estate.Shape.Once;
import dev.gleaner.local.estate.Shape.Weekly;
import dev.gleaner.local.estate.When;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Instances that a careless rule gets wrong, each with what is right. */
final class Traps {

    private static final Duration DAY = Duration.ofDays(1);

    private Traps() {}

    static void cast(Casting casting) {
        work(casting);
        silence(casting);
        age(casting);
        state(casting);
        owners(casting);
        prices(casting);
    }

    /** Quiet on average, but not idle. */
    private static void work(Casting casting) {
        Role sunday = casting.role("sunday-batch", "m5.4xlarge").tagged("production", "training");
        Weekly batch = new Weekly(Set.of(DayOfWeek.SUNDAY), LocalTime.of(2, 0), Duration.ofHours(6), 62);
        sunday.doing(Loads.working(sunday.load(), batch)).playAndBeFoundBy(SPORADIC);

        Role bursty = casting.role("bursty-report", "c5.2xlarge").tagged("dev", "research");
        Weekly report = Weekly.everyDay(LocalTime.of(10, 0), Duration.ofHours(2), 32);
        bursty.doing(Loads.working(bursty.load(), report)).playAndBeFoundBy(SPORADIC);

        Role relay = casting.role("busy-network", "m5.large").tagged("production", "platform");
        relay.doing(relay.load().withNetwork(Loads.network(120_000))).play();

        peaks(casting.role("three-peaks", "m5.2xlarge"), "-P5DT3H", "-P4DT2H", "-P2DT5H")
                .playAndBeFoundBy(IDLE);
        // Four peaks break the idle rule, but only in the last of the two weeks that the sporadic rule wants.
        peaks(casting.role("four-peaks", "m5.2xlarge"), "-P5DT3H", "-P4DT2H", "-P2DT5H", "-P1DT9H")
                .play();
    }

    private static Role peaks(Role role, String... times) {
        List<Once> peaks = Stream.of(times)
                .map(time -> new Once(new When(time), Duration.ofMinutes(5), 72))
                .toList();
        return role.tagged("dev", "research")
                .doing(role.load().withCpu(role.load().cpu().withOnce(peaks)));
    }

    /** Points missing: 3 hours of 8 leave 62 % of the hours, 2 of 24 leave 92 %. */
    private static void silence(Casting casting) {
        Role holes = casting.role("holes", "m5.xlarge").tagged("dev", "research");
        Hole often = new Hole(Duration.ofHours(8), Duration.ofHours(3));
        holes.doing(holes.load().each(shape -> shape.withHoles(often))).playUnknownTo(IDLE);

        Role small = casting.role("small-holes", "m5.xlarge").tagged("dev", "research");
        Hole nightly = new Hole(DAY, Duration.ofHours(2));
        small.doing(small.load().each(shape -> shape.withHoles(nightly).withLost(0.05)))
                .playAndBeFoundBy(IDLE);
    }

    private static void age(Casting casting) {
        casting.role("young", "m5.xlarge")
                .tagged("dev", "research")
                .aged(DAY.multipliedBy(3))
                .play();
        // Old enough now, but not a day ago: what is said of it is provisional.
        casting.role("week-old", "m5.xlarge")
                .tagged("dev", "research")
                .aged(Duration.ofHours(180))
                .playAndBeFoundBy(IDLE);
    }

    private static void state(Casting casting) {
        casting.role("stopped-once", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(12))
                .started(DAY.multipliedBy(9))
                .playAndBeFoundBy(IDLE);
        casting.role("stopped-midweek", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(5))
                .started(DAY.multipliedBy(3))
                .playUnknownTo(IDLE);
        casting.role("restarted", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(Duration.ofMinutes(26 * 60 + 10))
                .started(Duration.ofMinutes(26 * 60))
                .playAndBeFoundBy(IDLE);
        casting.role("stopped-now", "m5.xlarge")
                .tagged("dev", "research")
                .stopped(DAY.multipliedBy(3))
                .play();
    }

    private static void owners(Casting casting) {
        casting.role("canary", "c5.xlarge")
                .tagged("production", "inference")
                .inGroup("inference-canary")
                .playAndBeFoundBy(IDLE);
        casting.role("protected", "m5.2xlarge")
                .tagged("production", "platform")
                .taggedLater(DAY.multipliedBy(10), "gleaner:protected", "true")
                .playAndBeFoundBy(IDLE);
        casting.role("nobodys", "m5.large").untagged().playAndBeFoundBy(IDLE);
    }

    private static void prices(Casting casting) {
        casting.role("paris", "m5.xlarge")
                .tagged("dev", "research")
                .in("eu-west-3")
                .playAndBeFoundBy(IDLE);
        casting.role("windows", "m5.xlarge")
                .tagged("dev", "research")
                .on(Platform.WINDOWS)
                .playAndBeFoundBy(IDLE);
        casting.role("spot", "m5.xlarge")
                .tagged("dev", "research")
                .bought(Market.SPOT)
                .playAndBeFoundBy(IDLE);
    }
}
