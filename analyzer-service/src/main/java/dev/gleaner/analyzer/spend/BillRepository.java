package dev.gleaner.analyzer.spend;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.analyzer.cost.CommitmentCoverage;
import dev.gleaner.analyzer.store.StateStore;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.signal.proto.BillStatement;
import dev.gleaner.contracts.signal.proto.BilledCharges;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a partition about bills. Their keys begin with a letter for their kind: charges {@code c}, the statement of a bill that
 * counts {@code s}, owner of a resource {@code o} and its inferred one {@code g}, its idle time {@code i} and coverage {@code k}, cost of
 * own calls {@code a}, terms of a commitment {@code t}, and what was published {@code p}. Those of {@link PredictionCounter} begin with {@code n}, {@code q}, {@code r}, {@code u}, {@code v} and {@code w}.
 */
final class BillRepository {

    private static final char SEPARATOR = '\n';

    private final StateStore store;

    BillRepository(StateStore store) {
        this.store = store;
    }

    /** The statement of a bill that counts. */
    Optional<BillStatement> findStatement(String bill) {
        return Optional.ofNullable(store.get(statementKey(bill))).map(BillRepository::statement);
    }

    /** The statements of all bills that count. */
    List<BillStatement> findStatements() {
        List<BillStatement> statements = new ArrayList<>();
        store.scan("s" + SEPARATOR, (key, row) -> statements.add(statement(row)));
        return statements;
    }

    void saveStatement(BillStatement statement) {
        store.put(statementKey(statement.getBill()), statement.toByteArray());
    }

    /** Keeps charges; those of the same part replace earlier ones. */
    void saveCharges(Signal signal) {
        BilledCharges charges = signal.getBilledCharges();
        String part = String.format(Locale.ROOT, "%06d", charges.getPart());
        store.put(
                chargesPrefix(charges.getBill(), charges.getStated(), charges.getReading())
                        + signal.getResource()
                        + SEPARATOR
                        + signal.getAccount()
                        + SEPARATOR
                        + part,
                charges.toByteArray());
    }

    /**
     * The next charges of a statement, ordered by resource and account.
     *
     * @param after the key after which they come; null for the first ones
     */
    List<Charges> nextCharges(BillStatement statement, @Nullable String after, int limit) {
        String prefix = chargesPrefix(statement.getBill(), statement.getStated(), statement.getReading());
        return store.next(prefix, after, limit).stream()
                .map(row -> Charges.of(prefix, row))
                .toList();
    }

    /** All charges of a resource in a statement, ordered by account. */
    List<Charges> findCharges(BillStatement statement, String resource) {
        String prefix = chargesPrefix(statement.getBill(), statement.getStated(), statement.getReading());
        List<Charges> charges = new ArrayList<>();
        store.scan(
                prefix + resource + SEPARATOR,
                (key, row) -> charges.add(Charges.of(prefix, new StateStore.Row(key, row))));
        return charges;
    }

    /**
     * Deletes charges of the statements of a bill that were written before one.
     *
     * @return whether there are more
     */
    boolean deleteOlder(BillStatement statement, int limit) {
        String end = billPrefix(statement.getBill()) + time(statement.getStated());
        return delete(billPrefix(statement.getBill()), end, limit);
    }

    /**
     * Deletes the charges of one reading.
     *
     * @return whether there are more
     */
    boolean deleteReading(BillStatement statement, int limit) {
        String prefix = chargesPrefix(statement.getBill(), statement.getStated(), statement.getReading());
        return delete(prefix, prefix + Character.MAX_VALUE, limit);
    }

    /**
     * Deletes the charges of a bill, and its statement with the last of them. What is known of published records stays, so that a later
     * statement replaces them.
     *
     * @return whether there are more
     */
    boolean deleteBill(String bill, int limit) {
        boolean hasMore = delete(billPrefix(bill), billPrefix(bill) + Character.MAX_VALUE, limit);
        if (!hasMore) {
            store.put(statementKey(bill), null);
        }
        return hasMore;
    }

    private boolean delete(String prefix, String end, int limit) {
        List<String> keys = new ArrayList<>();
        store.scan(prefix, null, (key, row) -> {
            boolean isBefore = key.compareTo(end) < 0;
            if (isBefore) {
                keys.add(key);
            }
            return isBefore && keys.size() < limit;
        });
        keys.forEach(key -> store.put(key, null));
        return keys.size() >= limit;
    }

    OwnerHistory findOwners(String resource) {
        return OwnerHistory.decode(store.get(key('o', resource)));
    }

    void saveOwners(String resource, OwnerHistory owners) {
        store.put(key('o', resource), owners.encode());
    }

    CostOwner findInferred(String resource) {
        byte[] row = store.get(key('g', resource));
        return row == null ? CostOwner.NONE : Json.read(row, CostOwner.class);
    }

    void saveInferred(String resource, CostOwner owner) {
        store.put(key('g', resource), owner.equals(CostOwner.NONE) ? null : Json.bytes(owner));
    }

    /** When the resource was idle; empty if there was never a finding about it. */
    Optional<IdleTime> findIdle(String resource) {
        return Optional.ofNullable(store.get(key('i', resource))).map(row -> Json.read(row, IdleTime.class));
    }

    void saveIdle(String resource, IdleTime idle) {
        store.put(key('i', resource), Json.bytes(idle));
    }

    Optional<CommitmentCoverage> findCoverage(String resource) {
        return Optional.ofNullable(store.get(key('k', resource))).map(row -> Json.read(row, CommitmentCoverage.class));
    }

    void saveCoverage(String resource, CommitmentCoverage coverage) {
        store.put(key('k', resource), Json.bytes(coverage));
    }

    /** Keeps what calls cost on a day so far; returns whether it is more than what was known. */
    boolean saveOwnCost(String collector, LocalDate day, BigDecimal amount) {
        String key = key('a', collector + SEPARATOR + day);
        byte[] known = store.get(key);
        if (known != null && new BigDecimal(new String(known, StandardCharsets.US_ASCII)).compareTo(amount) >= 0) {
            return false;
        }
        store.put(key, amount.toPlainString().getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    /** Keeps what was committed to; returns whether it is not what was known. */
    boolean saveTerms(SpendRecord.CommitmentTerms terms) {
        String key = key('t', terms.commitment());
        byte[] row = Json.bytes(terms);
        if (Arrays.equals(row, store.get(key))) {
            return false;
        }
        store.put(key, row);
        return true;
    }

    /** Hash of the published record with a key; null if none is. */
    byte @Nullable [] findPublished(String bill, String topicKey) {
        return store.get(publishedKey(bill, topicKey));
    }

    void savePublished(String bill, String topicKey, byte @Nullable [] hash) {
        store.put(publishedKey(bill, topicKey), hash);
    }

    /** Keys of what is published of a bill. */
    List<String> findPublishedKeys(String bill) {
        String prefix = publishedKey(bill, "");
        List<String> keys = new ArrayList<>();
        store.scan(prefix, (key, row) -> keys.add(key.substring(prefix.length())));
        return keys;
    }

    /** Tells records apart, in fewer bytes. */
    static byte[] hash(SpendRecord spendRecord) {
        return Json.sha256(Json.bytes(spendRecord)).getBytes(StandardCharsets.US_ASCII);
    }

    private static BillStatement statement(byte[] row) {
        try {
            return BillStatement.parseFrom(row);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a row about a bill can't be read", e);
        }
    }

    private static String statementKey(String bill) {
        return "s" + SEPARATOR + bill;
    }

    private static String publishedKey(String bill, String topicKey) {
        return "p" + SEPARATOR + bill + SEPARATOR + topicKey;
    }

    private static String key(char kind, String resource) {
        return String.valueOf(kind) + SEPARATOR + resource;
    }

    private static String chargesPrefix(String bill, long stated, String reading) {
        return billPrefix(bill) + time(stated) + SEPARATOR + reading + SEPARATOR;
    }

    private static String billPrefix(String bill) {
        return "c" + SEPARATOR + bill + SEPARATOR;
    }

    /** With as many digits as any time until the year 2286 has, so that keys are in order. */
    private static String time(long millis) {
        return String.format(Locale.ROOT, "%013d", millis);
    }

    /**
     * Charges of a resource.
     *
     * @param key of the row
     * @param account that used it
     */
    record Charges(String key, String resource, String account, BilledCharges charges) {

        static Charges of(String prefix, StateStore.Row row) {
            List<String> parts =
                    Arrays.asList(row.key().substring(prefix.length()).split("\n", -1));
            try {
                BilledCharges charges = BilledCharges.parseFrom(row.value());
                String bill = charges.getBill();
                LocalDate first = LocalDate.parse(bill.substring(bill.indexOf(' ') + 1));
                return new Charges(row.key(), parts.get(0), parts.get(1), ChargeDays.near(first, charges));
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("charges of a bill can't be read", e);
            }
        }
    }
}
