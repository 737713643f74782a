package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.Buffer;
import dev.gleaner.gpu.smi.CardWatch;
import dev.gleaner.gpu.smi.Journal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Reads the cards into the buffer and, on a thread of its own, sends what is there. */
final class Agent {

    /** For nvidia-smi to end, and for what waits to be sent. Both are less than systemd waits. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final FolderLock lock;
    private final Buffer buffer;
    private final Counts counts;
    private final MetricsFile metrics;
    private final Journal journal;
    private final Clock clock;
    private final CardWatch cards;
    private final Sender sender;
    private final Thread reading = new Thread(this::read, "cards");
    private final Thread sending = new Thread(this::send, "sender");

    /** @param lock of the buffer's folder, held until the end */
    Agent(Settings settings, FolderLock lock, InstanceArn instance, Journal journal, Clock clock) throws IOException {
        this.lock = lock;
        this.journal = journal;
        this.clock = clock;
        this.counts = new Counts(journal);
        this.buffer = Buffer.open(settings.buffer(), settings.bound(), counts);
        this.metrics = new MetricsFile(settings.metrics(), counts, buffer, journal);
        this.cards = new CardWatch(settings.nvidiaSmi(), settings.interval(), clock, journal, this::take);
        Collector collector = new Collector(settings.url(), instance, new Token(settings.tokenFile()));
        this.sender = new Sender(buffer, collector, counts, metrics, journal, clock, settings.longestPause());
    }

    void start() {
        journal.well("start", "starts with " + buffer.waiting() + " minutes that wait, " + buffer.bytes() + " bytes");
        reading.start();
        sending.start();
    }

    /** Has what was read last in the buffer, and sends what waits as far as the collector takes it at once. */
    void stop() {
        try {
            cards.stop();
            reading.join(GOODBYE.toMillis());
            sender.finish();
            sending.join(GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        metrics.write();
        journal.well("stop", "ends; " + buffer.waiting() + " minutes wait");
        lock.close();
    }

    private void read() {
        try {
            cards.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        try {
            sender.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String minute) {
        counts.read(clock.instant());
        try {
            buffer.add(Packed.of(minute));
            journal.well("disk", "minutes are written to the buffer");
        } catch (IOException e) {
            counts.lost();
            journal.trouble("disk", "can't write to the buffer, minutes are lost: " + e);
        }
        metrics.write();
        sender.wake();
    }
}
