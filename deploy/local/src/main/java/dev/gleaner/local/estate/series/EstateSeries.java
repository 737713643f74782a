package dev.gleaner.local.estate.series;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The points of one metric of an instance, volume, NAT gateway or log group: values, or a shape from which they are computed.
 *
 * @param start of the first period; optional with a shape, then the start of the estate
 * @param period seconds
 * @param mean of each period, null for a missing point; for percent
 * @param max of each period; the mean if absent
 * @param sum of each period, null for a missing point; for bytes
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateSeries(
        String resource,
        EstateMetric metric,
        @Nullable EstateTime start,
        int period,
        List<@Nullable Double> mean,
        List<@Nullable Double> max,
        List<@Nullable Double> sum,
        @Nullable SeriesShape shape) {

    /** The period of volumes. */
    public static final int MINUTE = 60;

    /** The period of basic monitoring. */
    public static final int FIVE_MINUTES = 300;

    public EstateSeries {
        period = period == 0 ? metric.source().period() : period;
        mean = withHoles(mean);
        max = withHoles(max);
        sum = withHoles(sum);
    }

    /** Creates a series from a shape. */
    public static EstateSeries shaped(String resource, EstateMetric metric, SeriesShape shape) {
        return new EstateSeries(
                resource, metric, null, metric.source().period(), List.of(), List.of(), List.of(), shape);
    }

    /** The same from another time on than that of the estate. */
    public EstateSeries since(EstateTime other) {
        return new EstateSeries(resource, metric, other, period, mean, max, sum, shape);
    }

    /** The values of the metric: sums of bytes, means of percent. */
    public List<@Nullable Double> values() {
        return metric.additive() ? sum : mean;
    }

    private static List<@Nullable Double> withHoles(List<@Nullable Double> values) {
        return values == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(values));
    }
}
