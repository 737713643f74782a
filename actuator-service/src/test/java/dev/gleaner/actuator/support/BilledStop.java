package dev.gleaner.actuator.support;

import static org.awaitility.Awaitility.await;

import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.spend.SpendRecord.ResourceCharges.Charge;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** An instance of 24 USD a day that was stopped at noon of the first of May for 30 days, and what the bills say of it. */
public final class BilledStop {

    public static final String ACTION = "ledger-billed";
    public static final String TARGET = "arn:aws:ec2:us-east-1:123456789012:instance/i-0f1e2d3c4b5a69788";
    public static final String HOURS = "BoxUsage:m5.8xlarge";

    /** A time at which both bills are final. */
    public static final String FINAL = "2026-07-03T00:00:00Z";

    private static final String APRIL = "123456789012 2026-04-01";
    private static final String MAY = "123456789012 2026-05-01";
    private static final LocalDate FIRST = LocalDate.parse("2026-04-01");
    private static final LocalDate STOPPED = LocalDate.parse("2026-05-01");

    private BilledStop() {}

    /** Saves the action and its entry, which promised a dollar an hour, and sends the final bill of April. */
    public static void save() throws SQLException {
        Sql.run(
                "insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                        + " decided_by, planned, valid_until, not_before, created_at, updated_at) values ('" + ACTION
                        + "', 'stop-instance', '" + TARGET + "', '" + ACTION + "', 1, '" + ACTION
                        + "', 1, 'observed', false, 'anna', '{}', now(), now(), now(), now()) on conflict do nothing",
                "insert into ledger_entry (action_id, target, monthly, low, basis, since, through, next_look) values ('"
                        + ACTION + "', '" + TARGET + "', 730, 730, 'on-demand m5.8xlarge us-east-1 Linux',"
                        + " '2026-05-01T12:00:00Z', '2026-05-31T12:00:00Z', now() + interval '1 year')"
                        + " on conflict do nothing");
        List<Charge> charges = new ArrayList<>();
        for (LocalDate day = FIRST; day.isBefore(STOPPED); day = day.plusDays(1)) {
            charges.add(charge(day, HOURS, "24"));
        }
        state(APRIL, FINAL, charges);
    }

    /** Forgets the entry and its action. */
    public static void forget() throws SQLException {
        Sql.run(
                "delete from ledger_entry where action_id = '" + ACTION + "'",
                "delete from action where id = '" + ACTION + "'");
    }

    /** Sends a statement of the bill of May, of half of the first day and of these charges besides. */
    public static void stateMay(String stated, Charge... more) {
        List<Charge> charges = new ArrayList<>(List.of(charge(STOPPED, HOURS, "12")));
        charges.addAll(List.of(more));
        state(MAY, stated, charges);
    }

    /** A charge of a day. */
    public static Charge charge(LocalDate day, String usageType, String usd) {
        return new Charge(day, day.plusDays(1), "AmazonEC2", usageType, new BigDecimal(usd), new BigDecimal(usd));
    }

    private static void state(String bill, String stated, List<Charge> charges) {
        SpendRecord own = new SpendRecord.ResourceCharges(TARGET, bill, Instant.parse(stated), charges);
        Spend.send(own.topicKey(), own);
        SpendRecord whole =
                new SpendRecord.Bill(bill, Instant.parse(stated), 99, 0, new BigDecimal("900"), new BigDecimal("900"));
        Spend.send(whole.topicKey(), whole);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Sql.ask("select count(*) from spend_bill where bill = '" + bill + "' and stated = '"
                                + stated + "'")
                        .equals("1"));
    }
}
