package dev.gleaner.local.estate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One series on the time line. After its last value, values repeat those of the same time a week (or whole days) ago. */
final class Track {

    private static final int WEEK = (int) Duration.ofDays(7).toSeconds();
    private static final int DAY = (int) Duration.ofDays(1).toSeconds();

    private final Series series;
    private final Instant start;
    private final @Nullable Curve curve;

    Track(Series series, Instant estateStart, Instant end, Noise noise) {
        this.series = series;
        this.start = series.start() == null ? estateStart : series.start().at(end);
        this.curve = series.shape() == null ? null : new Curve(series.shape(), series.metric(), end, noise);
    }

    Series series() {
        return series;
    }

    /** Start of the first period at or after a time. */
    Instant firstFrom(Instant time) {
        if (!time.isAfter(start)) {
            return start;
        }
        long periods = -Math.floorDiv(-Duration.between(start, time).toSeconds(), (long) series.period());
        return start.plusSeconds(periods * series.period());
    }

    Optional<Sample> at(Instant periodStart) {
        return curve == null ? recorded(periodStart) : curve.at(periodStart);
    }

    private Optional<Sample> recorded(Instant periodStart) {
        int size = series.values().size();
        long index = Duration.between(start, periodStart).toSeconds() / series.period();
        if (index >= size) {
            int repeat = repeat(size);
            long back = Math.floorDiv(index - size, (long) repeat) + 1;
            index -= back * repeat;
        }
        return index < 0 || index >= size ? Optional.empty() : sample((int) index);
    }

    private int repeat(int size) {
        long seconds = (long) size * series.period();
        long whole = seconds >= WEEK ? WEEK : Math.max(DAY, seconds / DAY * DAY);
        return (int) (whole / series.period());
    }

    private Optional<Sample> sample(int index) {
        Double value = series.values().get(index);
        if (value == null) {
            return Optional.empty();
        }
        Double max = index < series.max().size() ? series.max().get(index) : null;
        if (max == null) {
            return Optional.of(Sample.of(value));
        }
        double count = Math.max(2, series.period() / 60);
        return Optional.of(new Sample(max, value, value * count, count));
    }
}
