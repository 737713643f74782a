package dev.gleaner.actuator.audit.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.audit.keys.SignedHead;
import dev.gleaner.actuator.audit.keys.VerifyingKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Verifies an export line by line with the same check as the database, and with the available keys, heads and topics. */
final class ExportCheck {

    /** Verdict of a verification. */
    enum Verdict {
        /** Every entry is as it was written, and a signed head covers the export. */
        INTACT(0),
        /** An entry is not as it was written. */
        BROKEN(1),
        /** Nothing is wrong, but no signed head covers the export. */
        CANNOT_TELL(2);

        private final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }

        /** Exit code of the command. */
        int exitCode() {
            return exitCode;
        }
    }

    /**
     * Result of a verification.
     *
     * @param from first sequence of the export, 0 if it is empty
     * @param through last sequence of the export
     * @param signedThrough last sequence that a signed head covers; later entries are consistent, but not signed
     * @param why the problem, or what is missing for a verdict
     */
    record Result(
            Verdict verdict,
            long from,
            long through,
            long signedThrough,
            @Nullable Long firstBroken,
            String why) {}

    private static final int PAGE = 1000;

    private final FirstBreak firstBreak = new FirstBreak();
    private final boolean part;
    private final Optional<FindingsTopicCheck> findings;
    private final List<AuditEntry> page = new ArrayList<>();
    private final SignedHeadCheck heads;
    private final ChainCheck chain;
    private long from;

    /**
     * Creates a check.
     *
     * @param part whether the export is a part: otherwise it has to begin with the first entry and to reach the last signed
     *     and published one
     * @param keys trusted public keys; one of them has to have signed the first head
     * @param outside heads that were stored outside, in order of sequence
     * @param topic values of the audit topic, in order; empty without a topic
     * @param records the findings topic, if available
     */
    ExportCheck(
            boolean part,
            List<VerifyingKey> keys,
            Iterator<SignedHead> outside,
            Supplier<Optional<byte[]>> topic,
            Optional<FindingsTopicCheck.Records> records) {
        this.part = part;
        this.heads = new SignedHeadCheck(firstBreak, new KeyTrust(keys), outside);
        this.findings = records.map(some -> new FindingsTopicCheck(firstBreak, some));
        // Young entries may not be in the topic yet, but every entry of the topic has to be in the export.
        this.chain = new ChainCheck(firstBreak, new ChainCheck.PublishedChain(firstBreak, topic), heads, Instant.MIN);
    }

    /** Checks the next line. */
    void next(String line) {
        AuditEntry entry;
        try {
            entry = readEntry(line);
        } catch (RuntimeException e) {
            chain.unreadable(chain.lastSequence() + 1);
            return;
        }
        if (from == 0) {
            from = entry.sequence();
            if (part) {
                chain.startAfter(from - 1, entry.previous());
            }
        }
        chain.next(entry);
        page.add(entry);
        if (page.size() == PAGE) {
            compareFindings();
        }
    }

    private void compareFindings() {
        findings.ifPresent(check -> check.next(page));
        page.clear();
    }

    /** Returns the result. */
    Result end() {
        compareFindings();
        String gone = findings.map(FindingsTopicCheck::end)
                .map(ExportCheck::unreadableNote)
                .orElse("");
        ChainCheck.Report report = part ? chain.endPart() : chain.end();
        long through = chain.lastSequence();
        long signed = heads.witnessed();
        if (!report.intact()) {
            String why = firstBreak.first().orElseThrow().getValue();
            return new Result(Verdict.BROKEN, from, through, signed, report.firstBroken(), why);
        }
        return signed > 0
                ? new Result(Verdict.INTACT, from, through, signed, null, gone)
                : new Result(Verdict.CANNOT_TELL, from, through, 0, null, "no signed head covers any of it");
    }

    private static String unreadableNote(FindingsTopicCheck.Report seen) {
        return seen.gone() == 0 ? "" : seen.gone() + " records of findings can't be read any more";
    }

    /** A line must contain nothing else, since the hash covers only the fields of an entry. */
    private static AuditEntry readEntry(String line) {
        AuditEntry entry = Json.readStrictly(line, AuditEntry.class);
        if (!Arrays.equals(Json.canonical(Json.read(line, JsonNode.class)), Json.canonical(entry))) {
            throw new IllegalArgumentException("the line holds something that is no part of an entry");
        }
        return entry;
    }
}
