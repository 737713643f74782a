package dev.gleaner.local;

/** Where the parts listen, all on 127.0.0.1. */
public record Ports(
        int kafka, int kafkaController, int postgres, int aws, int collector, int analyzer, int actuator, int slack) {

    private static final Ports DEFAULT = new Ports(19092, 19093, 15432, 15000, 18081, 18082, 18083, 18084);

    /** {@code GLEANER_PORT_BASE} and the seven after it, for a run beside another; else the documented ones. */
    static Ports fromEnvironment() {
        String base = System.getenv("GLEANER_PORT_BASE");
        return base == null ? DEFAULT : from(Integer.parseInt(base));
    }

    static Ports from(int base) {
        return new Ports(base, base + 1, base + 2, base + 3, base + 4, base + 5, base + 6, base + 7);
    }
}
