package dev.gleaner.gpu.agent;

import dev.gleaner.gpu.buffer.DiskBuffer;
import dev.gleaner.gpu.smi.StateChangeLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Counts minutes by their outcome since the start of this agent. */
final class AgentMetrics implements DiskBuffer.LossListener {

    private final StateChangeLog stateChangeLog;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();
    private final AtomicLong lastRead = new AtomicLong();
    private final AtomicLong lastSent = new AtomicLong();

    AgentMetrics(StateChangeLog stateChangeLog) {
        this.stateChangeLog = stateChangeLog;
    }

    void read(Instant now) {
        read.incrementAndGet();
        lastRead.set(now.getEpochSecond());
    }

    void sent(Instant now) {
        sent.incrementAndGet();
        lastSent.set(now.getEpochSecond());
    }

    /** The collector cannot read a minute. */
    void refused() {
        refused.incrementAndGet();
    }

    /** A minute could not be written to the disk. */
    void lost() {
        lost.incrementAndGet();
    }

    @Override
    public void dropped(long records) {
        long all = dropped.addAndGet(records);
        stateChangeLog.reportProblem(
                "dropped",
                "the buffer is full: dropped the oldest " + records + " minutes, " + all + " since the start");
    }

    @Override
    public void cut(Path file, long bytes) {
        cut.addAndGet(bytes);
        stateChangeLog.reportProblem(
                "cut", "cut " + bytes + " bytes at the end of " + file + ", which were not written to the end");
    }

    /** The metrics in Prometheus' text format. */
    String text(long waiting, long bytes) {
        return counter("minutes_read_total", "Minutes that nvidia-smi printed.", read)
                + counter("minutes_sent_total", "Minutes that the collector accepted.", sent)
                + counter("minutes_refused_total", "Minutes that the collector can't read.", refused)
                + counter("minutes_dropped_total", "Oldest minutes that were dropped for newer ones.", dropped)
                + counter("minutes_lost_total", "Minutes that could not be written to the disk.", lost)
                + counter("buffer_cut_bytes_total", "Bytes at the end of files that were no complete minute.", cut)
                + gauge("minutes_waiting", "Minutes that wait to be sent.", waiting)
                + gauge("buffer_bytes", "Disk space of the buffer.", bytes)
                + gauge("last_read_timestamp_seconds", "When nvidia-smi last printed.", lastRead.get())
                + gauge("last_sent_timestamp_seconds", "When the collector last accepted a minute.", lastSent.get());
    }

    private static String counter(String name, String help, AtomicLong value) {
        return line(name, help, "counter", value.get());
    }

    private static String gauge(String name, String help, long value) {
        return line(name, help, "gauge", value);
    }

    private static String line(String name, String help, String type, long value) {
        String full = "gleaner_gpu_agent_" + name;
        return "# HELP " + full + " " + help + "\n# TYPE " + full + " " + type + "\n" + full + " " + value + "\n";
    }
}
