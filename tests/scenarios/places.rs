//! Places and addresses come along with joining, and are searched with the server gone.

use client::http::Http;
use domain::gazetteer::FoundKind;
use domain::role::Role;
use tests::phone::Phone;
use tests::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_searches_places_and_addresses_and_knows_its_area_without_a_network() {
    let server = Server::start().await.unwrap();
    let phone = Phone::joined(&server, "Vaktbolaget Norr", Role::Reporter).await.unwrap();
    let http = Http::new().unwrap();
    assert!(phone.client.search_places("stora torget", None).unwrap().is_empty());
    assert!(phone.client.fetch_places(&http).await.unwrap());
    assert!(!phone.client.fetch_places(&http).await.unwrap(), "fetched once a version");
    let _stopped = server.stop().await.unwrap();

    let phone = phone.restarted().unwrap();
    let found = phone.client.search_places("stora torg", None).unwrap();
    assert_eq!((found[0].name.as_str(), found[0].area.as_str()), ("Stora torget", "Centrum"));
    let house = &phone.client.search_places("abborrstigen 12", None).unwrap()[0];
    assert_eq!((house.name.as_str(), house.kind), ("Abborrstigen 12", FoundKind::Address));
    let here = phone.client.whereabouts((house.lon, house.lat)).unwrap();
    assert_eq!(here.address.unwrap().name, "Abborrstigen 12");
    assert_eq!(here.areas[0].name, "Strandvik");
}
