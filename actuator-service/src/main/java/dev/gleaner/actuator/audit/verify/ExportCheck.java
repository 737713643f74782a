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

/** Verifies an export line by line, by the same check as the database, with what else is at hand: keys, heads, topic. */
final class ExportCheck {

    /** What came of it. */
    enum Verdict {
        /** All that is there is as it was written, and a signed head bears witness to it. */
        INTACT(0),
        /** Something is not as it was written. */
        BROKEN(1),
        /** Nothing is wrong, but nothing that is signed vouches for it either. */
        CANNOT_TELL(2);

        private final int exitCode;

        Verdict(int exitCode) {
            this.exitCode = exitCode;
        }

        /** What a command ends with that came to it. */
        int exitCode() {
            return exitCode;
        }
    }

    /**
     * What was found.
     *
     * @param from the first sequence of the export, 0 when it is empty
     * @param through the last
     * @param signedThrough up to where a signed head bears witness; what follows hangs together, and no more is known
     * @param why what is wrong, or what is missing to tell
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
     * Against these witnesses.
     *
     * @param part whether it is known to be a part: else it has to begin with the first entry, and to go as far as what
     *     is signed and published
     * @param keys public keys that are trusted; the first head has to be by one of them
     * @param outside the heads that were laid down outside, in order of sequence
     * @param topic the values of the audit topic, in order; nothing without one
     * @param records the findings topic; nothing without one
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
        // What is not in the topic so far may be young; what is there has to agree, and to be in the export.
        this.chain = new ChainCheck(firstBreak, new ChainCheck.PublishedChain(firstBreak, topic), heads, Instant.MIN);
    }

    /** Takes the next line. */
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

    /** The verdict. */
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
                : new Result(Verdict.CANNOT_TELL, from, through, 0, null, "no signed head bears witness to any of it");
    }

    private static String unreadableNote(FindingsTopicCheck.Report seen) {
        return seen.gone() == 0 ? "" : seen.gone() + " records of findings can't be read any more";
    }

    /** Nothing may be added to a line: what a reader ignores, or another reader takes instead, would not be vouched for. */
    private static AuditEntry readEntry(String line) {
        AuditEntry entry = Json.readStrictly(line, AuditEntry.class);
        if (!Arrays.equals(Json.canonical(Json.read(line, JsonNode.class)), Json.canonical(entry))) {
            throw new IllegalArgumentException("the line holds something that is no part of an entry");
        }
        return entry;
    }
}
