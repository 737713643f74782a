package dev.gleaner.systemtests.refusal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the policy file of the matrix: a rule for each environment, and one approver for everything else. */
record PolicyFileWriter(Path file) {

    static final String NEVER = "forbidden";
    static final String TWO = "takes-two";
    static final String GROUP = "takes-finops";
    static final String SLACK_USER = "takes-a-slack-user";
    static final String OWNER = "takes-the-owner";
    static final String WORDS = "takes-words";
    static final String NOTICE = "takes-a-notice";

    private static final String RULES = """
            groups:
              finops: [fiona]
              on-call: [U0CARL, U0BERT]
            rules:
              - name: never
                match: {environment: forbidden}
                decide: never
              - name: two
                match: {environment: takes-two}
                decide: {people: 2}
              - name: group
                match: {environment: takes-finops}
                decide: {people: 1, from: [finops]}
              - name: slack-user
                match: {environment: takes-a-slack-user}
                decide: {people: 1, from: [on-call]}
              - name: owner
                match: {environment: takes-the-owner}
                decide: {people: 1, from: [owner]}
              - name: words
                match: {environment: takes-words}
                decide: {people: 1, reason-words: 5}
              - name: notice
                match: {environment: takes-a-notice, reversible: true}
                decide: {auto-after: 24h}
              - name: everything-else
                match: {}
                decide: {people: 1}
            """;

    private static final String NOTHING = """
            rules:
              - name: nothing
                match: {}
                decide: never
            """;

    void write() {
        write(RULES);
    }

    /** Forbids every action. */
    void forbidEverything() {
        write(NOTHING);
    }

    /** Writes a file that is not valid YAML. */
    void writeInvalid() {
        write("rules: [{match: {environment: forbidden}, decide: {people: none");
    }

    /** Replaces the file atomically. */
    private void write(String text) {
        try {
            Path next = file.resolveSibling("policy.next");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
