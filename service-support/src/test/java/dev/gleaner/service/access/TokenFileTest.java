package dev.gleaner.service.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {

    @TempDir
    Path folder;

    @Test
    void shouldKnowEachTokenWithItsRoles() throws IOException {
        Path path = Files.writeString(
                folder.resolve("tokens"), "# people\nabc alice viewer,approver\n\n  def bob viewer\n");

        TokenFile tokens = TokenFile.open(path);

        assertThat(tokens.caller("abc")).contains(new AuthenticatedCaller("alice", Set.of("viewer", "approver")));
        assertThat(tokens.caller("def")).contains(new AuthenticatedCaller("bob", Set.of("viewer")));
        assertThat(tokens.caller("abcd")).isEmpty();
        assertThat(tokens.caller("")).isEmpty();
    }

    @Test
    void shouldMakeOneTokenOfAllRolesThatOnlyTheOwnerCanRead() throws IOException {
        Path path = folder.resolve("secrets/tokens");

        TokenFile tokens = TokenFile.open(path);

        String token = Files.readString(path).split(" ", 2)[0];
        assertThat(token).hasSizeGreaterThan(40);
        assertThat(tokens.caller(token).orElseThrow().roles())
                .containsExactlyInAnyOrder("viewer", "approver", "operator", "ingest");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(TokenFile.open(path).caller(token)).isPresent();
    }

    @Test
    void shouldNameTheLineThatIsWrong() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\nabc\n");

        assertThatThrownBy(() -> TokenFile.open(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2: expected TOKEN IDENTITY role,role");
    }

    @Test
    void shouldTakeAChangeThatIsFoundTwice() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\n");
        TokenFile tokens = TokenFile.open(path);

        Files.writeString(path, "abc alice viewer,approver\ndef bob viewer\n");
        tokens.refresh();
        assertThat(tokens.caller("def")).as("somebody may still write").isEmpty();
        tokens.refresh();

        assertThat(tokens.caller("def")).contains(new AuthenticatedCaller("bob", Set.of("viewer")));
        assertThat(tokens.caller("abc").orElseThrow().roles()).containsExactlyInAnyOrder("viewer", "approver");
        assertThat(tokens.names("bob")).isTrue();
    }

    @Test
    void shouldForgetATokenThatIsRemoved() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\ndef bob viewer\n");
        TokenFile tokens = TokenFile.open(path);

        Files.writeString(path, "abc alice viewer\n");
        tokens.refresh();
        tokens.refresh();

        assertThat(tokens.caller("def")).isEmpty();
        assertThat(tokens.caller("abc")).isPresent();
    }

    /** While somebody writes the file, and after it is gone. */
    @Test
    void shouldKeepItsTokensWhileTheFileCannotBeUsed() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\n");
        TokenFile tokens = TokenFile.open(path);

        for (String unusable : new String[] {"", "# nobody\n", "def bob viewer\nghi\n"}) {
            Files.writeString(path, unusable);
            for (int look = 0; look < 3; look++) {
                tokens.refresh();
                assertThat(tokens.caller("abc")).as(unusable).isPresent();
                assertThat(tokens.caller("def")).as(unusable).isEmpty();
            }
        }
        Files.delete(path);
        tokens.refresh();
        tokens.refresh();
        assertThat(tokens.caller("abc")).isPresent();
        assertThat(path).as("only a start creates it").doesNotExist();

        Files.writeString(path, "def bob viewer\n");
        tokens.refresh();
        tokens.refresh();
        assertThat(tokens.caller("def")).isPresent();
        assertThat(tokens.caller("abc")).isEmpty();
    }

    /** A file that grows while it is written is taken as a whole. */
    @Test
    void shouldNotTakeAFileThatChangesWithEachLook() throws IOException {
        Path path = Files.writeString(folder.resolve("tokens"), "abc alice viewer\n");
        TokenFile tokens = TokenFile.open(path);

        for (String part : new String[] {"def bob viewer", "def bob viewer,approver", "def bob viewer,approver\nabc"}) {
            Files.writeString(path, part);
            tokens.refresh();
            assertThat(tokens.caller("def")).as(part).isEmpty();
            assertThat(tokens.caller("abc")).as(part).isPresent();
        }
    }

    /** The hash of "abc" begins with ba7816bf (FIPS 180-2, B.1). */
    @Test
    void shouldTellAnUnknownTokenByItsHashAlone() throws IOException {
        TokenFile tokens = TokenFile.open(Files.writeString(folder.resolve("tokens"), "def bob viewer\n"));

        assertThat(tokens.describeUnknown("abc"))
                .isEqualTo("the token with the hash sha256:ba7816bf... is none of the 1 of the token file");
    }

    @Test
    void shouldSayWhyARequestIsNotAuthenticated() {
        assertThat(BearerAuthentication.reason(null, null)).isEqualTo("it has no header Authorization");
        assertThat(BearerAuthentication.reason("Basic YTpi", null)).contains("not of the scheme Bearer");
        assertThat(BearerAuthentication.reason("Bearer abc", "no such token")).isEqualTo("no such token");
    }

    @Test
    void shouldKnowNobodyWithoutAFile() {
        assertThat(TokenFile.empty().caller("anything")).isEmpty();
    }
}
