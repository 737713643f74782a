package dev.gleaner.local.estate.timeline;

import dev.gleaner.local.estate.series.EstateMetric;
import dev.gleaner.local.estate.series.SeededRandom;
import dev.gleaner.local.estate.series.SeriesShape;
import dev.gleaner.local.estate.series.StatisticSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The shape of one metric on the time line. */
final class ShapeSampler {

    private static final int MEASUREMENTS = 5;

    private final SeriesShape shape;
    private final EstateMetric metric;
    private final Instant end;
    private final SeededRandom seededRandom;

    ShapeSampler(SeriesShape shape, EstateMetric metric, Instant end, SeededRandom seededRandom) {
        this.shape = shape;
        this.metric = metric;
        this.end = end;
        this.seededRandom = seededRandom;
    }

    /** The point of five minutes, from five samples as in basic monitoring; empty in a hole. */
    Optional<StatisticSet> at(Instant time) {
        SeededRandom here = seededRandom.derive(time.getEpochSecond());
        if (isHole(time) || here.uniform(0) < shape.lost()) {
            return Optional.empty();
        }
        if (shape.noise() == 0) {
            return Optional.of(withoutNoise(Math.max(0, level(time, here))));
        }
        double value = level(time, here) * (1 + shape.noise() * here.normal(1));
        double mean = Math.max(0, metric.additive() ? value / MEASUREMENTS : Math.min(metric.most(), value));
        double spread = shape.noise() * Math.abs(here.normal(2));
        double max = mean * (1 + spread);
        return Optional.of(new StatisticSet(
                rounded(metric.additive() ? max : Math.min(metric.most(), max)),
                rounded(Math.max(0, mean * (1 - spread))),
                rounded(mean * MEASUREMENTS),
                MEASUREMENTS));
    }

    /** The same, without the numbers that have no influence; most points of volumes by the minute are like this. */
    private StatisticSet withoutNoise(double value) {
        double mean = metric.additive() ? value / MEASUREMENTS : Math.min(metric.most(), value);
        return new StatisticSet(rounded(mean), rounded(mean), rounded(mean * MEASUREMENTS), MEASUREMENTS);
    }

    private double level(Instant time, SeededRandom here) {
        for (SeriesShape.Once once : shape.once()) {
            if (within(once.at().resolve(end), once.length(), time)) {
                return once.level();
            }
        }
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        for (SeriesShape.Weekly weekly : shape.weekly()) {
            if (worksAt(weekly, utc)) {
                return weekly.level();
            }
        }
        SeriesShape.Spikes spikes = shape.spikes();
        if (spikes != null && here.uniform(20) < spikes.rate()) {
            return spikes.level();
        }
        if (shape.daily() == 0) {
            return shape.level();
        }
        double hour = utc.getHour() + utc.getMinute() / 60.0;
        return shape.level() * (1 + shape.daily() * StrictMath.cos((hour - 15) * Math.PI / 12));
    }

    private static boolean worksAt(SeriesShape.Weekly weekly, OffsetDateTime utc) {
        return startedOn(weekly, utc, 0) || startedOn(weekly, utc, 1);
    }

    private static boolean startedOn(SeriesShape.Weekly weekly, OffsetDateTime utc, int daysBefore) {
        OffsetDateTime day = utc.minusDays(daysBefore);
        OffsetDateTime start = day.with(weekly.from());
        return weekly.days().contains(day.getDayOfWeek())
                && within(start.toInstant(), weekly.length(), utc.toInstant());
    }

    private boolean isHole(Instant time) {
        return shape.holes().stream()
                .anyMatch(hole ->
                        Math.floorMod(time.getEpochSecond(), hole.every().toSeconds())
                                < hole.length().toSeconds());
    }

    private static boolean within(Instant start, Duration length, Instant time) {
        return !time.isBefore(start) && time.isBefore(start.plus(length));
    }

    private double rounded(double value) {
        return metric.additive() ? Math.rint(value) : Math.rint(value * 1e4) / 1e4;
    }
}
