package dev.gleaner.analyzer.spend;

import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds up the usage of a day that commitments may cover, by its kind and by what covers it. */
final class EligibleUsageSums {

    /** Steps of an hour; less is rounding, so that the order of the parts has no influence. */
    private static final double STEPS = 1e9;

    private final Map<Key, Sum> sums = new HashMap<>();

    /** Adds usage; returns this. */
    EligibleUsageSums add(SpendRecord.EligibleHours usage) {
        sums.computeIfAbsent(new Key(usage.kind(), usage.commitment()), absent -> new Sum())
                .add(usage);
        return this;
    }

    /** The usage of both. */
    static List<SpendRecord.EligibleHours> merge(
            List<SpendRecord.EligibleHours> one, List<SpendRecord.EligibleHours> other) {
        EligibleUsageSums sums = new EligibleUsageSums();
        one.forEach(sums::add);
        other.forEach(sums::add);
        return sums.usage();
    }

    /** The sums, in a fixed order. */
    List<SpendRecord.EligibleHours> usage() {
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Key.ORDER))
                .map(entry -> entry.getValue().of(entry.getKey()))
                .toList();
    }

    private record Key(SpendRecord.EligibleHours.Kind kind, String commitment) {

        private static final Comparator<Key> ORDER = Comparator.comparing(
                        Key::kind,
                        Comparator.comparing(SpendRecord.EligibleHours.Kind::account)
                                .thenComparing(SpendRecord.EligibleHours.Kind::region)
                                .thenComparing(SpendRecord.EligibleHours.Kind::zone)
                                .thenComparing(SpendRecord.EligibleHours.Kind::type)
                                .thenComparing(SpendRecord.EligibleHours.Kind::platform)
                                .thenComparing(SpendRecord.EligibleHours.Kind::tenancy))
                .thenComparing(Key::commitment);
    }

    private static final class Sum {

        private @Nullable BigDecimal list = BigDecimal.ZERO;
        private @Nullable BigDecimal effective = BigDecimal.ZERO;
        private double[] hours = new double[0];

        private void add(SpendRecord.EligibleHours usage) {
            list = plus(list, usage.list());
            effective = plus(effective, usage.effective());
            hours = Arrays.copyOf(hours, Math.max(hours.length, usage.hours().size()));
            for (int hour = 0; hour < usage.hours().size(); hour++) {
                hours[hour] += usage.hours().get(hour);
            }
        }

        private SpendRecord.EligibleHours of(Key key) {
            return new SpendRecord.EligibleHours(
                    key.kind(),
                    key.commitment(),
                    list,
                    effective,
                    Arrays.stream(hours)
                            .map(hour -> Math.rint(hour * STEPS) / STEPS)
                            .boxed()
                            .collect(Collectors.toList()));
        }

        /** Unknown as soon as one of them is. */
        private static @Nullable BigDecimal plus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
            return one == null || other == null ? null : one.add(other);
        }
    }
}
