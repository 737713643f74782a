package dev.gleaner.local.runtime.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Something that has to hold before a run counts as up. */
public interface ReadinessCondition {

    /** What is still missing, in words; empty when nothing is. Unknown is missing. */
    Optional<String> missing();

    /** Name of the program whose log tells more. */
    String culprit();

    /** A condition that holds or not. */
    public record Check(String culprit, String what, BooleanSupplier holds) implements ReadinessCondition {

        /** A program listens on its port of 127.0.0.1. */
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
