package dev.gleaner.analyzer.profile.inventory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of an hour that may still change, each once. They are stored in rows that are only ever added, one for what
 * a signal brought: an hour that was written anew with each signal would cost its square.
 */
final class OpenTraffic {

    private final Map<Long, Transfer> transfers = new HashMap<>();
    private final List<byte[]> added = new ArrayList<>();
    private int rows;
    private @Nullable Map<TrafficRoute, Long> sums;

    /** Takes transfers of one lane in. */
    void put(List<Transfer> batch) {
        List<Transfer> news = batch.stream().filter(this::put).toList();
        if (!news.isEmpty()) {
            added.add(encode(news));
            sums = null;
        }
    }

    /** Bytes by lane. */
    Map<TrafficRoute, Long> sums() {
        Map<TrafficRoute, Long> known = sums;
        if (known == null) {
            known = new TreeMap<>();
            for (Transfer transfer : transfers.values()) {
                known.merge(transfer.lane(), transfer.bytes(), Long::sum);
            }
            sums = known;
        }
        return known;
    }

    /** How many rows it has in the store. */
    int rows() {
        return rows;
    }

    /** Hands out the rows that came since the last call, by number. */
    void drain(Traffic.RowWriter writer) {
        for (byte[] row : added) {
            writer.write(rows++, row);
        }
        added.clear();
    }

    /** Puts a stored row back. */
    void restore(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        TrafficRoute trafficRoute = new TrafficRoute(text(buffer), text(buffer));
        while (buffer.hasRemaining()) {
            put(new Transfer(buffer.getLong(), trafficRoute, buffer.getLong()));
        }
        rows++;
    }

    private boolean put(Transfer transfer) {
        Transfer known = transfers.get(transfer.id());
        boolean counts = known == null || transfer.beats(known);
        if (counts) {
            transfers.put(transfer.id(), transfer);
        }
        return counts;
    }

    private static byte[] encode(List<Transfer> batch) {
        byte[] part = batch.get(0).lane().part().getBytes(StandardCharsets.UTF_8);
        byte[] region = batch.get(0).lane().region().getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer =
                ByteBuffer.allocate(2 * Short.BYTES + part.length + region.length + batch.size() * 2 * Long.BYTES);
        buffer.putShort((short) part.length).put(part);
        buffer.putShort((short) region.length).put(region);
        batch.forEach(transfer -> buffer.putLong(transfer.id()).putLong(transfer.bytes()));
        return buffer.array();
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getShort()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
