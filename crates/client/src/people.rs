//! Several people on one phone: each has a store, a key and a device number of their own. A change of
//! person wipes nothing and shows nothing of the other, and what waits of everybody goes on travelling.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::clock::Clock;
use protocol::session::PersonView;

use crate::Client;
use crate::error::ClientError;
use crate::keys::KeyStore;
use crate::random::Random;
use crate::store::StoreError;

/// Where the stores of the second and later people lie, in the first one's folder.
const FOLDER: &str = "people";
/// Who had the phone last, by number.
const HERE: &str = "here";
/// The one whose store lies in the phone's folder itself.
const FIRST: u32 = 0;

/// One of them.
#[derive(Clone)]
pub struct Person {
    /// Which, on this phone. Given once.
    pub number: u32,
    /// Their engine.
    pub client: Arc<Client>,
}

struct All {
    people: Vec<Person>,
    here: Person,
}

/// Everybody who shares this phone, and who has it in the hand.
pub struct People {
    dir: PathBuf,
    keys: Box<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    all: Mutex<All>,
}

impl People {
    /// Open the stores of everybody. One that does not open is left alone, and keeps nobody else out.
    ///
    /// # Errors
    /// When no store opens.
    pub fn open(
        dir: &Path,
        keys: Box<dyn KeyStore>,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
    ) -> Result<Self, ClientError> {
        let mut people = Vec::new();
        let mut failed = None;
        for number in numbers(dir) {
            let machine = (Arc::clone(&clock), Arc::clone(&random));
            match Client::open_with_keys(&folder(dir, number), keys.as_ref(), machine) {
                Ok(client) => people.push(Person { number, client: Arc::new(client) }),
                Err(error) => {
                    tracing::error!("the store of person {number} does not open: {error}");
                    failed = Some(error);
                }
            }
        }
        let last = std::fs::read_to_string(dir.join(HERE)).ok();
        let last = last.and_then(|text| text.trim().parse().ok()).unwrap_or(FIRST);
        let here = people.iter().find(|it| it.number == last).or_else(|| people.first());
        let Some(here) = here.cloned() else {
            return Err(failed.unwrap_or(ClientError::NoSuchPerson));
        };
        let all = Mutex::new(All { people, here });
        Ok(Self { dir: dir.to_owned(), keys, clock, random, all })
    }

    /// The engine of who has the phone.
    pub fn here(&self) -> Arc<Client> {
        Arc::clone(&self.all().here.client)
    }

    /// Everybody: what waits of all of them travels.
    pub fn everybody(&self) -> Vec<Person> {
        self.all().people.clone()
    }

    /// Everybody as the one who has the phone may know them: a name, and how much waits.
    ///
    /// # Errors
    /// When a store fails.
    pub fn view(&self) -> Result<Vec<PersonView>, ClientError> {
        let here = self.all().here.number;
        let view = |it: &Person| -> Result<PersonView, ClientError> {
            let own = it.client.enrolment()?;
            let state = it.client.state()?;
            Ok(PersonView {
                number: it.number,
                name: own.as_ref().map(|own| own.name.clone()),
                organisation: own.map(|own| own.organisation_name),
                waiting: state.waiting + state.photos_waiting,
                is_here: it.number == here,
            })
        };
        self.everybody().iter().map(view).collect()
    }

    /// Hand the phone to somebody who is on it already. Both are locked then, each by their own PIN.
    ///
    /// # Errors
    /// When there is no such person, or who has the phone has no PIN: nobody would be kept out.
    pub fn change_to(&self, number: u32) -> Result<(), ClientError> {
        let to = self.everybody().into_iter().find(|it| it.number == number);
        let to = to.ok_or(ClientError::NoSuchPerson)?;
        self.leave()?;
        to.client.lock();
        self.come(to)
    }

    /// Hand the phone to somebody new, who joins by a link of their own. Somebody who was begun and has
    /// neither joined nor reported is taken instead of another one.
    ///
    /// # Errors
    /// When a store cannot be made, or who has the phone has no PIN.
    pub fn add(&self) -> Result<(), ClientError> {
        self.leave()?;
        for person in self.everybody() {
            if !person.client.is_enrolled()? && person.client.state()?.waiting == 0 {
                return self.come(person);
            }
        }
        let number = numbers(&self.dir).into_iter().max().unwrap_or(FIRST) + 1;
        let machine = (Arc::clone(&self.clock), Arc::clone(&self.random));
        let folder = folder(&self.dir, number);
        let client = Client::open_with_keys(&folder, self.keys.as_ref(), machine)?;
        let person = Person { number, client: Arc::new(client) };
        self.all().people.push(person.clone());
        self.come(person)
    }

    fn leave(&self) -> Result<(), ClientError> {
        let here = self.here();
        if here.is_enrolled()? && !here.pin_state()?.has_pin {
            return Err(ClientError::PinNeeded);
        }
        here.lock();
        Ok(())
    }

    /// Who has it is written down; when that fails, the one before has it again after a restart, locked.
    fn come(&self, person: Person) -> Result<(), ClientError> {
        let written = std::fs::write(self.dir.join(HERE), person.number.to_string());
        self.all().here = person;
        Ok(written.map_err(StoreError::from)?)
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn folder(dir: &Path, number: u32) -> PathBuf {
    if number == FIRST { dir.to_owned() } else { dir.join(FOLDER).join(number.to_string()) }
}

/// The numbers that were given, in their order.
fn numbers(dir: &Path) -> Vec<u32> {
    let given = std::fs::read_dir(dir.join(FOLDER)).into_iter().flatten().flatten();
    let given = given.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut numbers: Vec<u32> = given.filter(|number| *number != FIRST).chain([FIRST]).collect();
    numbers.sort_unstable();
    numbers
}
