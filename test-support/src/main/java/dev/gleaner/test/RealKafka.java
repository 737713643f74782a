package dev.gleaner.test;

/** A real single-node broker without any topics, shared by all tests of a JVM: take topic names of your own. */
public final class RealKafka {

    private RealKafka() {}

    /** {@code host:port} of the broker; the first call starts it. */
    public static String bootstrapServers() {
        return OncePerJvm.facts(KafkaPart.class).getOrDefault(KafkaPart.BOOTSTRAP, "");
    }
}
