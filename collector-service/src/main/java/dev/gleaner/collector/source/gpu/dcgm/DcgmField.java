package dev.gleaner.collector.source.gpu.dcgm;

import dev.gleaner.collector.source.InvalidInputException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Fields of dcgm-exporter that are used, in the units of the signal: percent, bytes, watts, megahertz. */
enum DcgmField {
    UTILIZATION("DCGM_FI_DEV_GPU_UTIL", 1, 100),
    ENGINES("DCGM_FI_PROF_GR_ENGINE_ACTIVE", 100, 1),
    ENCODER("DCGM_FI_DEV_ENC_UTIL", 1, 100),
    DECODER("DCGM_FI_DEV_DEC_UTIL", 1, 100),
    MEMORY_USED("DCGM_FI_DEV_FB_USED", 1 << 20, Double.MAX_VALUE),
    MEMORY_FREE("DCGM_FI_DEV_FB_FREE", 1 << 20, Double.MAX_VALUE),
    MEMORY_TOTAL("DCGM_FI_DEV_FB_TOTAL", 1 << 20, Double.MAX_VALUE),
    POWER_DRAW("DCGM_FI_DEV_POWER_USAGE", 1, Double.MAX_VALUE),
    POWER_LIMIT("DCGM_FI_DEV_ENFORCED_POWER_LIMIT", 1, Double.MAX_VALUE),
    SM_CLOCK("DCGM_FI_DEV_SM_CLOCK", 1, Double.MAX_VALUE),
    SM_CLOCK_MAXIMUM("DCGM_FI_DEV_MAX_SM_CLOCK", 1, Double.MAX_VALUE),
    MIG_MODE("DCGM_FI_DEV_MIG_MODE", 1, 1),
    MIG_SLICES("DCGM_FI_DEV_MIG_MAX_SLICES", 1, Double.MAX_VALUE);

    /** From this value on, DCGM's numbers mean that there is no value: not supported, not found, no permission. */
    private static final double BLANK = 0x7ffffff0;

    private static final Map<String, DcgmField> BY_METRIC =
            Arrays.stream(values()).collect(Collectors.toMap(field -> field.metric, Function.identity()));

    private final String metric;
    private final double factor;
    private final double most;

    DcgmField(String metric, double factor, double most) {
        this.metric = metric;
        this.factor = factor;
        this.most = most;
    }

    static Optional<DcgmField> of(String metric) {
        return Optional.ofNullable(BY_METRIC.get(metric));
    }

    /** Empty if DCGM has no value. */
    Optional<Double> read(double value) throws InvalidInputException {
        if (!Double.isFinite(value) || value >= BLANK) {
            return Optional.empty();
        }
        if (value < 0 || value > most) {
            throw new InvalidInputException(metric + " is less than 0 or more than " + most);
        }
        return Optional.of(value * factor);
    }
}
