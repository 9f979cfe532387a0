package praisonai.platform.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a webhook may not lead, in every form that an address can have. */
class AddressGuardTest {
    private final AddressGuard guard = new AddressGuard(false);

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, of this network",
        "0.1.2.3, of this network",
        "10.0.0.0, private",
        "10.255.255.255, private",
        "100.64.0.0, shared by a carrier's customers",
        "100.100.100.200, shared by a carrier's customers",
        "100.127.255.255, shared by a carrier's customers",
        "127.0.0.1, loopback",
        "127.255.255.254, loopback",
        "168.63.129.16, for a cloud's metadata",
        "169.254.0.1, link-local",
        "169.254.169.254, link-local",
        "172.16.0.1, private",
        "172.31.255.255, private",
        "192.0.0.192, reserved",
        "192.0.2.1, for documentation",
        "192.88.99.1, reserved",
        "192.168.0.1, private",
        "192.168.255.255, private",
        "198.18.0.1, for benchmarks",
        "198.19.255.255, for benchmarks",
        "198.51.100.7, for documentation",
        "203.0.113.7, for documentation",
        "224.0.0.1, multicast",
        "239.255.255.255, multicast",
        "240.0.0.1, reserved",
        "255.255.255.255, reserved",
        "::, unspecified",
        "::1, loopback",
        "::2, reserved",
        // The IPv4 address in an IPv6 one: mapped, compatible, NAT64, 6to4.
        "::ffff:127.0.0.1, loopback",
        "::ffff:a9fe:a9fe, link-local",
        "::127.0.0.1, reserved",
        "::8.8.8.8, reserved",
        "64:ff9b::127.0.0.1, loopback",
        "64:ff9b::10.0.0.1, private",
        "64:ff9b::a9fe:a9fe, link-local",
        "64:ff9b:1::1, private",
        "2002:7f00:1::, loopback",
        "2002:a9fe:a9fe::1, link-local",
        "2002:c0a8:1::1, private",
        "2001::1, reserved",
        "2001:0:7f00:1::, reserved",
        "2001:10::1, reserved",
        "2001:db8::1, for documentation",
        "3fff::1, for documentation",
        "fc00::1, private",
        "fd00:ec2::254, private",
        "fdff:ffff::1, private",
        "fe80::1, link-local",
        "febf::1, link-local",
        "fec0::1, reserved",
        "ff02::1, multicast",
        "100::1, reserved",
        "4000::1, reserved",
        "::fffe:1.2.3.4, reserved"
    })
    void refuses(String address, String reason) {
        assertThatThrownBy(() -> guard.resolve(address))
                .isInstanceOf(AddressGuard.Refused.class)
                .hasMessageEndingWith("leads to an address that is " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450::1",
                "::ffff:1.1.1.1",
                "64:ff9b::1.1.1.1",
                "2002:101:101::1"
            })
    void allows(String address) throws Exception {
        assertThat(guard.resolve(address)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "0177.0.0.1",
                "127.1",
                "127.0.1",
                "010.0.0.1",
                "1.1.1.1.",
                "foo.0x1",
                "1.2.3.4.5"
            })
    void refuses_an_ipv4_address_in_any_other_form_than_the_usual(String host) {
        assertThatThrownBy(() -> guard.resolve(host))
                .isInstanceOf(AddressGuard.Refused.class)
                .hasMessageContaining("unusual form");
    }

    @Test
    void refuses_names_that_lead_to_a_refused_address() {
        assertThatThrownBy(() -> guard.resolve("localhost"))
                .isInstanceOf(AddressGuard.Refused.class)
                .hasMessage("leads to an address that is loopback");
        assertThatThrownBy(() -> guard.resolve("LOCALHOST"))
                .isInstanceOf(AddressGuard.Refused.class);
        assertThatThrownBy(() -> guard.resolve("fe80::1%lo"))
                .isInstanceOf(AddressGuard.Refused.class);
        assertThatThrownBy(() -> guard.resolve("no-such-host.invalid"))
                .isInstanceOf(UnknownHostException.class);
    }

    @Test
    void refuses_a_name_of_which_one_address_is_refused_wherever_it_stands() throws Exception {
        InetAddress good = InetAddress.ofLiteral("1.1.1.1");
        InetAddress bad = InetAddress.ofLiteral("10.0.0.7");
        Deque<InetAddress[]> answers = new ArrayDeque<>();
        AddressGuard named = new AddressGuard(false, _ -> answers.remove());
        for (InetAddress[] mixed : new InetAddress[][] {{bad, good}, {good, good, bad}}) {
            answers.add(mixed);
            assertThatThrownBy(() -> named.resolve("both.example"))
                    .isInstanceOf(AddressGuard.Refused.class)
                    .hasMessage("leads to an address that is private");
        }
    }

    @Test
    void asks_again_each_time_since_a_name_can_lead_elsewhere_by_then() throws Exception {
        Deque<InetAddress[]> answers =
                new ArrayDeque<>(
                        List.of(
                                new InetAddress[] {InetAddress.ofLiteral("1.1.1.1")},
                                new InetAddress[] {InetAddress.ofLiteral("169.254.169.254")}));
        AddressGuard named = new AddressGuard(false, _ -> answers.remove());
        assertThat(named.resolve("rebound.example"))
                .containsExactly(InetAddress.ofLiteral("1.1.1.1"));
        assertThatThrownBy(() -> named.resolve("rebound.example"))
                .isInstanceOf(AddressGuard.Refused.class);
    }

    @Test
    void allows_all_of_them_where_the_operator_does_and_yet_no_unusual_forms() throws Exception {
        AddressGuard open = new AddressGuard(true);
        assertThat(open.resolve("127.0.0.1")).hasSize(1);
        assertThat(open.resolve("localhost")).isNotEmpty();
        assertThat(open.resolve("169.254.169.254")).hasSize(1);
        assertThatThrownBy(() -> open.resolve("2130706433"))
                .isInstanceOf(AddressGuard.Refused.class);
    }
}
