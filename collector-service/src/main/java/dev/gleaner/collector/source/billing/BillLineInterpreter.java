package dev.gleaner.collector.source.billing;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.billing.charge.ChargeAggregator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Interprets lines, each kind once: the lines of a kind differ only in their charge periods and amounts. A bill has some hundred times as
 * many lines as kinds, so that a line takes little more than a look-up by the numbers of its texts.
 */
final class BillLineInterpreter {

    private static final BillColumn[] TEXTS = Arrays.stream(BillColumn.values())
            .filter(column -> column.kind() == BillColumn.Kind.TEXT)
            .toArray(BillColumn[]::new);

    /** Of a kind: its texts, the day on which the bill begins, and the format. */
    private static final int WIDTH = TEXTS.length + 2;

    private static final int SMALLEST = 256;

    private final ChargeMapper mapper;
    private final ChargeAggregator charges;
    private final List<Kind> kinds = new ArrayList<>();
    private final int[] wanted = new int[WIDTH];
    private int[] keys = new int[SMALLEST * WIDTH];
    private int[] slots = new int[2 * SMALLEST];

    BillLineInterpreter(ChargeMapper mapper, ChargeAggregator charges) {
        this.mapper = mapper;
        this.charges = charges;
        clear();
    }

    /** The kind of a line. */
    Kind of(BillFormat format, BillLine line) {
        for (int i = 0; i < TEXTS.length; i++) {
            wanted[i] = line.textId(TEXTS[i]);
        }
        long start = line.time(BillColumn.BILL_START);
        wanted[TEXTS.length] = start < 0 ? (int) (start - Long.MIN_VALUE) - 2 : (int) (start / ChargeAggregator.DAY);
        wanted[TEXTS.length + 1] = format == BillFormat.FOCUS ? 0 : 1;
        int slot = slot(hash(wanted, 0));
        for (; slots[slot] >= 0; slot = slot + 1 & slots.length - 1) {
            int from = slots[slot] * WIDTH;
            if (Arrays.equals(keys, from, from + WIDTH, wanted, 0, WIDTH)) {
                return kinds.get(slots[slot]);
            }
        }
        return add(format, line);
    }

    /** Number of kinds. */
    int size() {
        return kinds.size();
    }

    void clear() {
        kinds.clear();
        keys = new int[SMALLEST * WIDTH];
        slots = new int[2 * SMALLEST];
        Arrays.fill(slots, -1);
    }

    private Kind add(BillFormat format, BillLine line) {
        Kind kind = interpret(format, line);
        int number = kinds.size();
        if ((number + 1) * WIDTH > keys.length) {
            keys = Arrays.copyOf(keys, 2 * keys.length);
            slots = new int[2 * slots.length];
            Arrays.fill(slots, -1);
            for (int i = 0; i < number; i++) {
                slots[freeSlot(hash(keys, i * WIDTH))] = i;
            }
        }
        System.arraycopy(wanted, 0, keys, number * WIDTH, WIDTH);
        slots[freeSlot(hash(wanted, 0))] = number;
        kinds.add(kind);
        return kind;
    }

    private Kind interpret(BillFormat format, BillLine line) {
        try {
            ChargeMapper.Result result = mapper.map(BillRow.of(format, line));
            if (result instanceof ChargeMapper.Result.Counted counted) {
                return new Kind(counted, charges.numberOf(counted.identity()), null, null, null);
            }
            return result instanceof ChargeMapper.Result.OtherCurrency other
                    ? new Kind(null, -1, null, other.currency(), null)
                    : new Kind(null, -1, ((ChargeMapper.Result.Skipped) result).reason(), null, null);
        } catch (InvalidInputException e) {
            return new Kind(null, -1, null, null, e.reason());
        }
    }

    private int freeSlot(int hash) {
        int slot = slot(hash);
        while (slots[slot] >= 0) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private static int hash(int[] values, int from) {
        int hash = 0;
        for (int i = from; i < from + WIDTH; i++) {
            hash = (hash ^ values[i]) * 0x01000193;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    /**
     * A kind of lines.
     *
     * @param charge what its lines are summed to; null if they are not counted
     * @param identity number of the charge's identity
     * @param skipped why its valid lines are not counted; null if they are, or for their currency
     * @param otherCurrency of valid lines that are not counted for it; null if they are in USD
     * @param fault why its lines can't be read; null if they can
     */
    record Kind(
            ChargeMapper.Result.@Nullable Counted charge,
            int identity,
            @Nullable String skipped,
            @Nullable String otherCurrency,
            @Nullable String fault) {}
}
