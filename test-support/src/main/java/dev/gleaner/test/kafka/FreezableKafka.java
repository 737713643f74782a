package dev.gleaner.test.kafka;

import dev.gleaner.local.runtime.kafka.EmbeddedKafka;
import dev.gleaner.local.runtime.process.ProcessSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real broker in its own process, which can be suspended: its connections stay open, the kernel accepts new ones, and
 * no request is answered.
 */
public final class FreezableKafka implements AutoCloseable {

    private static final String READY = "broker at ";
    private static final int PATIENCE_SECONDS = 30;

    private final Process process;
    private final String bootstrapServers;

    private FreezableKafka(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /** Starts a broker and waits until it is ready. */
    public static FreezableKafka start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FreezableKafka.class.getName()));
        try {
            Path errors = Files.createTempFile("broker", ".log");
            errors.toFile().deleteOnExit();
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            return new FreezableKafka(process, awaitReady(process, errors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a broker until the parent process ends. */
    public static void main(String[] arguments) throws IOException {
        try (EmbeddedKafka broker = EmbeddedKafka.start()) {
            System.out.println(READY + broker.bootstrapServers());
            while (System.in.read() >= 0) {
                // The parent writes nothing; the stream ends with it.
            }
        }
    }

    /** {@code host:port} of the broker. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Suspends it. */
    public void freeze() {
        signal(ProcessSignal.STOP);
    }

    /** Resumes it. */
    public void thaw() {
        signal(ProcessSignal.CONT);
    }

    /** Stops it, suspended or not. */
    @Override
    public void close() {
        thaw();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(ProcessSignal signal) {
        if (!signal.send(process.toHandle())) {
            throw new IllegalStateException("the broker ended before the signal " + signal);
        }
    }

    /**
     * Reads the output up to the line with the address; the broker prints nothing after it that could fill the pipe.
     */
    private static String awaitReady(Process process, Path errors) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            int at = line.indexOf(READY);
            if (at >= 0) {
                return line.substring(at + READY.length());
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the broker ended before it was ready: " + Files.readString(errors));
    }
}
