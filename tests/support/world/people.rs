//! What people do: they report, add to what they reported, take photos, and review.

use domain::catalogue::CategoryCode;
use domain::id::DocId;
use domain::observation::{Amendment, ObservationDraft};
use domain::review::Review;
use domain::role::Role;
use domain::text::Note;
use rusqlite::OptionalExtension as _;

use super::{Broken, World, photos};

const CATEGORIES: [&str; 4] = ["vandalism", "violence", "calm", "x_lindby.tunnel"];

impl World {
    pub(super) fn report(&mut self, place: usize) -> Result<(), Broken> {
        let category = CATEGORIES[self.chance.index(CATEGORIES.len())];
        let category = CategoryCode::new(category).map_err(Broken::setting_up)?;
        let mut draft = ObservationDraft::of(category);
        draft.attributes.note = Some(self.note()?);
        self.plan_fault(place);
        let phone = &mut self.phones[place];
        if let Some(captured) = phone.save(|client| client.record(&draft))? {
            phone.reports.push(captured.id);
        }
        Ok(())
    }

    pub(super) fn amend(&mut self, place: usize) -> Result<(), Broken> {
        let Some(id) = self.one_of(place) else { return Ok(()) };
        let mut amendment = Amendment::default();
        match self.chance.below(3) {
            0 => amendment.note = Some(self.note()?),
            1 => amendment.ongoing = Some(self.chance.is_one_in(2)),
            _ => amendment.withdrawn = Some(self.note()?),
        }
        self.plan_fault(place);
        self.phones[place].save(|client| client.amend(id, &amendment))?;
        Ok(())
    }

    pub(super) fn one_of(&mut self, place: usize) -> Option<DocId> {
        let reports = &self.phones[place].reports;
        let index = self.chance.index(reports.len());
        reports.get(index).copied()
    }

    pub(super) fn note(&mut self) -> Result<Note, Broken> {
        let length = if self.chance.is_one_in(10) { self.chance.index(400) } else { 5 };
        // No row of figures in it looks like anybody's number: the check would hold the text.
        let letters = self.chance.next_u64() | 0xa0a0_a0a0_a0a0_a0a0;
        let text = format!("{letters:016x} {}", "å".repeat(length));
        Note::new(&text).map_err(Broken::setting_up)
    }

    /// The first coordinator there is decides about something the phone shows.
    pub(super) fn review(&mut self, place: usize) -> Result<(), Broken> {
        let place = if self.phones[place].role == Role::Coordinator { place } else { 0 };
        let reason = self.note()?;
        let reviews = [Review::UnderReview, Review::Approved, Review::Rejected { reason }];
        let review = &reviews[self.chance.index(reviews.len())];
        let nth = self.chance.next_u64() >> 1;
        let shown: Option<[u8; 16]> = self.phones[place].eye(|conn| {
            let sql = "SELECT doc_id FROM observation ORDER BY doc_id
                       LIMIT 1 OFFSET ?1 % max(1, (SELECT count(*) FROM observation))";
            let mut statement = conn.prepare_cached(sql)?;
            Ok(statement.query_row([nth.cast_signed()], |row| row.get(0)).optional()?)
        })?;
        let Some(id) = shown else { return Ok(()) };
        self.plan_fault(place);
        let id = DocId::from_bytes(id);
        self.phones[place].save(|client| client.review(&[id], review))?;
        Ok(())
    }

    /// A photo of one of the own reports; a few pictures are taken again and again.
    pub(super) fn photograph(&mut self, place: usize) -> Result<(), Broken> {
        let Some(id) = self.one_of(place) else { return Ok(()) };
        let picture = self.chance.index(photos::PICTURES);
        self.plan_fault(place);
        let phone = &mut self.phones[place];
        // The same picture of the same report again writes nothing.
        if phone.photos.iter().any(|(doc, taken, _)| (*doc, *taken) == (id, picture)) {
            phone.disk.calm();
            return Ok(());
        }
        let taken = phone.save(|client| client.attach(id, photos::picture(picture)))?;
        phone.photos.push((id, picture, taken));
        Ok(())
    }
}
