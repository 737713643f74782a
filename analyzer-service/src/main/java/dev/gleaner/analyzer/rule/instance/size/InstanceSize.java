package dev.gleaner.analyzer.rule.instance.size;

import java.util.Locale;

/**
 * What an EC2 type has.
 *
 * @param cpus vCPUs
 * @param memoryMib memory of the host, MiB
 * @param architecture {@code amd64}, {@code arm64}
 * @param networkMbits baseline bandwidth of the network, Mbit/s; negative if it is not known
 * @param gpus that it has; none if their number is 0
 */
public record InstanceSize(String type, int cpus, int memoryMib, String architecture, int networkMbits, Gpus gpus) {

    private static final double MIB_PER_GIB = 1024;

    /** Part of the type before the dot, {@code m5}. */
    public String family() {
        return type.substring(0, type.indexOf('.'));
    }

    /** Memory of the host, GiB. */
    public double memoryGib() {
        return memoryMib / MIB_PER_GIB;
    }

    /** For a person, {@code m5.xlarge (4 vCPUs, 16 GiB)}. */
    public String text() {
        String memory = memoryMib % MIB_PER_GIB == 0
                ? Integer.toString((int) memoryGib())
                : String.format(Locale.ROOT, "%.1f", memoryGib());
        return type + " (" + cpus + (cpus == 1 ? " vCPU, " : " vCPUs, ") + memory + " GiB)";
    }

    /**
     * The GPUs of a type, which are all alike.
     *
     * @param count of whole GPUs
     * @param memoryMib memory of each, MiB
     * @param model in lower case, {@code a10g}; empty without any
     */
    public record Gpus(int count, int memoryMib, String model) {

        /** None. */
        public static final Gpus NONE = new Gpus(0, 0, "");
    }
}
