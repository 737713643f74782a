package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A condition for a run to be ready. */
public interface ReadinessCondition {

    /** Describes what is missing; empty if the condition holds. An unknown state counts as missing. */
    Optional<String> missing();

    /** The process whose log explains why the condition does not hold. */
    String culprit();

    /** A condition with a constant description. */
    public record Check(String culprit, String what, BooleanSupplier holds) implements ReadinessCondition {

        /** A process listens on its port of 127.0.0.1. */
        public static Check listens(String culprit, int port) {
            return new Check(culprit, culprit + " is not listening yet", () -> listens(port));
        }

        @Override
        public Optional<String> missing() {
            return holds.getAsBoolean() ? Optional.empty() : Optional.of(what);
        }

        private static boolean listens(int port) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }
}
